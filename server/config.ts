import { type Config, parseConfig } from '../worker/config/index.ts';

const holder = globalThis as { breakwaterConfig?: Config };

/** For what needs no connections; read when first asked, so that a build needs none either. */
export function getConfig(): Config {
  // oxlint-disable-next-line node/no-process-env -- proxy.ts has no composition root of its own
  return (holder.breakwaterConfig ??= parseConfig(process.env));
}
