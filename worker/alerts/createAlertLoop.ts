import type { Config } from '../config/index.ts';
import { AlertLoop, type AlertLoopOptions } from './AlertLoop.ts';

export interface AlertSource extends Omit<AlertLoopOptions, 'webhook' | 'link'> {
  /** Path of the page that shows the server. */
  readonly page: string;
}

/** Null where no webhook is set. */
export function createAlertLoop(
  config: Pick<Config, 'webhook' | 'publicUrl'>,
  { page, ...source }: AlertSource,
): AlertLoop | null {
  const { webhook, publicUrl } = config;
  if (webhook === undefined) return null;
  const link = publicUrl === undefined ? null : `${publicUrl}${page}`;
  return new AlertLoop({ ...source, webhook, link });
}
