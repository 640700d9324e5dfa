import { PROFILES, scaleTimeout } from '../../../domain/profiles.ts';

const DEFAULT_AUTOVACUUM_NAPTIME_S = 60;

/** PostgreSQL's defaults for what recurs in time, in workload time: as many checkpoints and autovacuums in an hour of it. */
export function workloadTimeSettings(timeScale: number): Readonly<Record<string, string>> {
  return {
    checkpoint_timeout: `${scaleTimeout(PROFILES.default.checkpointTimeoutSeconds, timeScale)}s`,
    autovacuum_naptime: `${Math.max(1, Math.round(DEFAULT_AUTOVACUUM_NAPTIME_S / timeScale))}s`,
  };
}
