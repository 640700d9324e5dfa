import type { Config } from '../config/index.ts';
import type { Lifecycle } from '../services/lifecycle.ts';
import { type AlertSource, createAlertLoop } from './createAlertLoop.ts';

/** Where a webhook is set; else nothing judges. */
export async function startAlerts(
  config: Pick<Config, 'webhook' | 'publicUrl'>,
  source: AlertSource,
  lifecycle: Lifecycle,
): Promise<void> {
  const alerts = createAlertLoop(config, source);
  if (alerts === null) return;
  await alerts.start();
  lifecycle.add('alerts', () => alerts.stop());
}
