import type { HistoryEvents } from '../../../server/types.ts';

export const NO_EVENTS: HistoryEvents = { checkpoints: [], syncs: [], toggles: [] };
const MOST = 2_000;

/** Both lists as one, newest first, each event once. */
export function mergeEvents(one: HistoryEvents, other: HistoryEvents): HistoryEvents {
  return {
    checkpoints: mergeBy(
      one.checkpoints,
      other.checkpoints,
      ({ id }) => id,
      ({ startedAt }) => startedAt,
    ),
    syncs: mergeBy(
      one.syncs,
      other.syncs,
      ({ at, value }) => `${at}-${value.tokens}`,
      ({ at }) => at,
    ),
    toggles: mergeBy(
      one.toggles,
      other.toggles,
      ({ value }) => String(value.epoch),
      ({ at }) => at,
    ),
  };
}

function mergeBy<T>(
  one: readonly T[],
  other: readonly T[],
  identify: (event: T) => string,
  timeOf: (event: T) => number,
): readonly T[] {
  if (other.length === 0) return one;
  const byId = new Map([...one, ...other].map((event) => [identify(event), event]));
  return [...byId.values()].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, MOST);
}
