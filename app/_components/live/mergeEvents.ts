import { describeMark } from '../../../domain/marks.ts';
import type { EventLists, HistoryEvents } from '../../../server/types.ts';

export const NO_EVENTS: HistoryEvents = { checkpoints: [], syncs: [], marks: [] };

/** Both lists as one, newest first, each event once; of each kind the newest `most`. */
export function mergeEvents<Checkpoint extends { readonly id: string; readonly startedAt: number }>(
  one: EventLists<Checkpoint>,
  other: EventLists<Checkpoint>,
  most = Infinity,
): EventLists<Checkpoint> {
  return {
    checkpoints: mergeBy(one.checkpoints, other.checkpoints, {
      identify: ({ id }) => id,
      timeOf: ({ startedAt }) => startedAt,
      most,
    }),
    syncs: mergeBy(one.syncs, other.syncs, {
      identify: ({ at, value }) => `${at}-${value.tokens}`,
      timeOf: ({ at }) => at,
      most,
    }),
    marks: mergeBy(one.marks, other.marks, {
      identify: ({ at, value }) => `${at}-${describeMark(value)}`,
      timeOf: ({ at }) => at,
      most,
    }),
  };
}

interface MergeOptions<T> {
  readonly identify: (event: T) => string;
  readonly timeOf: (event: T) => number;
  readonly most: number;
}

function mergeBy<T>(one: readonly T[], other: readonly T[], options: MergeOptions<T>): readonly T[] {
  if (other.length === 0) return one;
  const { identify, timeOf, most } = options;
  const byId = new Map([...one, ...other].map((event) => [identify(event), event]));
  return [...byId.values()].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, most);
}
