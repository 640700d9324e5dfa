import type { HistoryEvent, SyncReport } from '../../domain/history.ts';
import type { CheckpointMark } from '../types.ts';

/** Up to this number of events are drawn as they are, whatever the width of a pixel. */
const THINNED_FROM = 1_000;
/** Most checkpoints to answer where each that the clock did not start is kept. */
const MAX_UNPLANNED = 3_000;

export interface Thinned<T> {
  readonly kept: readonly T[];
  /** False where not even each of those that the clock did not start is kept. */
  readonly everyUnplanned: boolean;
}

/**
 * Keeps for each bucket and cause the largest and the longest, by the time of their end, one that was skipped, and each
 * that the clock did not start: forced by WAL, requested, at a shutdown. Only the largest and the longest of those, too, where they
 * are more than 3,000. Up to 1,000 all of them. In the order given.
 */
export function thinCheckpoints(all: readonly CheckpointMark[], widthMs: number): Thinned<CheckpointMark> {
  if (all.length <= THINNED_FROM) return { kept: all, everyUnplanned: true };
  const keyOf = ({ endedAt, cause, skipped }: CheckpointMark): string =>
    `${Math.floor(endedAt / widthMs)} ${cause} ${skipped}`;
  const chosen = new Set([
    ...pickMost(all, keyOf, ({ buffers }) => buffers ?? 0),
    ...pickMost(all, keyOf, ({ writeSeconds }) => writeSeconds ?? 0),
  ]);
  const unplanned = all.filter(({ cause, skipped }) => cause !== 'time' && !skipped);
  const everyUnplanned = unplanned.length <= MAX_UNPLANNED;
  if (everyUnplanned) for (const mark of unplanned) chosen.add(mark);
  return { kept: all.filter((mark) => chosen.has(mark)), everyUnplanned };
}

/** Keeps for each bucket the sync that took the most rows; up to 1,000 all of them. In the order given. */
export function thinSyncs(all: readonly HistoryEvent<SyncReport>[], widthMs: number): typeof all {
  if (all.length <= THINNED_FROM) return all;
  return pickMost(
    all,
    ({ at }) => String(Math.floor(at / widthMs)),
    ({ value }) => value.tokens,
  );
}

/** The first of the largest for each key. */
function pickMost<T>(
  values: readonly T[],
  keyOf: (value: T) => string,
  measure: (value: T) => number,
): readonly T[] {
  const most = new Map<string, T>();
  for (const value of values) {
    const key = keyOf(value);
    const so = most.get(key);
    if (so === undefined || measure(value) > measure(so)) most.set(key, value);
  }
  return [...most.values()];
}
