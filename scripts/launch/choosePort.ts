import type { Config } from '../../worker/config/index.ts';
import { ChildPort } from './embedded/ports.ts';

/** A port that was asked for is taken as it is; else the one of the last run, or another that is free. */
export function choosePort(
  name: 'METRICS_PORT' | 'PORT',
  config: Config,
  kept: number | undefined,
): Promise<ChildPort> {
  const configured = name === 'PORT' ? config.port : config.metricsPort;
  return ChildPort.choose({
    name,
    host: config.host,
    fixed: process.env[name] === undefined ? undefined : configured,
    wished: kept ?? configured,
  });
}
