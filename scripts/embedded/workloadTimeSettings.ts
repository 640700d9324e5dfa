/** PostgreSQL takes no checkpoint_timeout below 30 s. */
const LEAST_CHECKPOINT_TIMEOUT_S = 30;
const DEFAULT_CHECKPOINT_TIMEOUT_S = 300;
const DEFAULT_AUTOVACUUM_NAPTIME_S = 60;

/** PostgreSQL's defaults for what recurs in time, in workload time: as many checkpoints and autovacuums in an hour of it. */
export function workloadTimeSettings(timeScale: number): Readonly<Record<string, string>> {
  const scale = (seconds: number, least: number): string =>
    `${Math.max(least, Math.round(seconds / timeScale))}s`;
  return {
    checkpoint_timeout: scale(DEFAULT_CHECKPOINT_TIMEOUT_S, LEAST_CHECKPOINT_TIMEOUT_S),
    autovacuum_naptime: scale(DEFAULT_AUTOVACUUM_NAPTIME_S, 1),
  };
}
