import type { SampleName } from '../../domain/sampleNames.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { Workload } from '../../model/workload/types.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import type { CounterWindow } from '../readers/counterWindow.ts';
import type { Figures } from '../../domain/figures.ts';
import type { ProfileName } from '../../domain/profiles.ts';

/** The evidence for the criteria. */
export interface Evidence {
  readonly strategy: StrategyName | null;
  readonly timeScale: number;
  /** The sync interval in workload time. */
  readonly syncIntervalMs: number;
  readonly checkpointTimeoutSeconds: number | null;
  /** Null where the settings are neither profile's. */
  readonly profile: ProfileName | null;
  /** Null where the load is not simulated. */
  readonly preset: { readonly name: string; readonly workload: Workload } | null;
  readonly window: CounterWindow;
  readonly figures: Figures;
  /** Those that began under this strategy and wrote only pages that it made dirty; oldest first. */
  readonly checkpoints: readonly ObservedCheckpoint[];
  /** Wall ms from one start to the next; see `measureGaps`. */
  readonly gapsMs: readonly number[];
}

const JUDGED = 5;
const BY_ITSELF = new Set(['time', 'wal', 'unknown']);

/**
 * The last checkpoints to be judged. The first one after the switch, or after a table was loaded, also
 * writes what was dirty before it; those that
 * somebody asked for, skipped ones and sums of several say nothing about the workload.
 */
export function selectCheckpoints(
  all: readonly ObservedCheckpoint[],
  begunAt: number | null,
): ObservedCheckpoint[] {
  const since = all
    .filter(({ startedAt, skipped }) => startedAt > (begunAt ?? 0) && !skipped)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  return since
    .slice(begunAt === null ? 0 : 1)
    .filter(({ cause, merged }) => merged === 1 && BY_ITSELF.has(cause))
    .slice(-JUDGED);
}

export interface GapRange {
  /** Ms: the last switch, or when observation began: what went before, or went unseen, does not count. */
  readonly since: number;
  /** The active checkpoint_timeout; null: not known. */
  readonly checkpointTimeoutSeconds: number | null;
}

/**
 * The last intervals that ended by themselves under the present settings. One that somebody cut short, a record of
 * several, or a time in which the server was down, is no interval; one over skipped checkpoints is.
 */
export function measureGaps(all: readonly ObservedCheckpoint[], range: GapRange): number[] {
  const { since, checkpointTimeoutSeconds } = range;
  const made = all
    .filter(({ startedAt, skipped }) => startedAt > since && !skipped)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  const gaps = made.slice(1).flatMap((checkpoint, i) => {
    const before = made[i]!;
    const isWhole = before.merged === 1 && checkpoint.merged === 1 && before.cause !== 'shutdown';
    const isOfNow = [before, checkpoint].every(
      (end) => end.checkpointTimeoutSeconds === checkpointTimeoutSeconds,
    );
    return isWhole && isOfNow && BY_ITSELF.has(checkpoint.cause)
      ? [checkpoint.startedAt - before.startedAt]
      : [];
  });
  return gaps.slice(-JUDGED);
}

/** Known values of a gauge, oldest first. */
export const readGauge = ({ window }: Evidence, name: SampleName): number[] =>
  window.buckets.flatMap(({ values }) => values[name] ?? []);
