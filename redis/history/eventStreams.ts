import type { HistoryEvent, HistoryKind } from '../../domain/history.ts';
import type { RedisClient } from '../client.ts';
import { historyIdsKey, historyStreamKey } from '../keys.ts';
import { createScriptRunner } from '../scripts.ts';

export interface EventRange {
  /** ms since the epoch, inclusive. */
  readonly from: number;
  readonly to: number;
  /** Most events to return. */
  readonly limit: number;
}

export interface EventStreams {
  appendEvent<T>(kind: HistoryKind, event: HistoryEvent<T>, id?: string): Promise<void>;
  readEvents<T>(kind: HistoryKind, range: EventRange): Promise<readonly HistoryEvent<T>[]>;
}

const EVENTS_KEPT_MS = 30 * 24 * 3_600_000;
/** Events that are kept of each kind, and a few more: they are dropped by the node. */
export const MAX_EVENTS: Readonly<Record<HistoryKind, number>> = {
  checkpoints: 10_000,
  culprits: 10_000,
  syncs: 10_000,
  marks: 2_000,
  spikes: 2_000,
};
const PAGE = 500;

/**
 * One stream per kind. A stream's own ids only rise, so where the clock went back, an entry's is later than its event; the
 * event's own time is in the entry.
 */
export function createEventStreams(redis: RedisClient, prefix: string): EventStreams {
  const run = createScriptRunner(redis);
  return {
    appendEvent: async (kind, { at, value }, id = '') => {
      const time = Math.floor(at);
      await run(
        'append_event',
        [historyStreamKey(prefix, kind), historyIdsKey(prefix, kind)],
        [time, JSON.stringify({ at, value }), id, Math.max(0, time - EVENTS_KEPT_MS), MAX_EVENTS[kind]],
      );
    },
    readEvents: async <T>(kind: HistoryKind, { from, to, limit }: EventRange) => {
      const key = historyStreamKey(prefix, kind);
      const found: HistoryEvent<T>[] = [];
      // No id is earlier than its event, but it may be later than `to`.
      const oldest = Math.max(0, Math.floor(from));
      let newest = '+';
      let count = Math.min(PAGE, Math.ceil(limit));
      while (found.length < limit) {
        const page = await redis.xrevrange(key, newest, oldest, 'COUNT', count);
        for (const [, [, text]] of page) {
          const event = JSON.parse(text!) as HistoryEvent<T>;
          if (event.at >= from && event.at <= to && found.length < limit) found.push(event);
        }
        if (page.length < count) break;
        newest = `(${page.at(-1)![0]}`;
        count = PAGE;
      }
      return found.sort((a, b) => b.at - a.at);
    },
  };
}
