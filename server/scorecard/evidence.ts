import type { ObservedCheckpoint } from '../../worker/observers/LogJoin.ts';
import type { StrategyName } from '../../worker/types.ts';
import type { CounterWindow } from '../readers/counterWindow.ts';
import type { Figures } from '../types.ts';

/** What the criteria are judged on. */
export interface Evidence {
  readonly strategy: StrategyName | null;
  readonly timeScale: number;
  /** Of workload time. */
  readonly syncIntervalMs: number;
  readonly checkpointTimeoutSeconds: number | null;
  readonly window: CounterWindow;
  readonly figures: Figures;
  /** Those that began under this strategy and wrote what it made dirty alone; oldest first. */
  readonly checkpoints: readonly ObservedCheckpoint[];
}

const JUDGED = 5;
const BY_ITSELF = new Set(['time', 'wal', 'unknown']);

/**
 * The last checkpoints to be judged. The first one after the toggle also writes what was dirty before it; those that
 * somebody asked for, skipped ones and sums of several say nothing about the workload.
 */
export function selectCheckpoints(
  all: readonly ObservedCheckpoint[],
  toggledAt: number | null,
): ObservedCheckpoint[] {
  const since = all
    .filter(({ startedAt, skipped }) => startedAt > (toggledAt ?? 0) && !skipped)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  return since
    .slice(toggledAt === null ? 0 : 1)
    .filter(({ cause, merged }) => merged === 1 && BY_ITSELF.has(cause))
    .slice(-JUDGED);
}

/** Null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Known values of a gauge, oldest first. */
export const readGauge = ({ window }: Evidence, name: string): number[] =>
  window.buckets.flatMap(({ values }) => values[name] ?? []);

export const format = (value: number, digits = 0): string =>
  value.toLocaleString('en', { maximumFractionDigits: digits });
