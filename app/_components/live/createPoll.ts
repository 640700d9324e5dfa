import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../../server/appRouter.ts';
import type { LiveTick } from '../../../server/types.ts';
import { NO_EVENTS } from './mergeEvents.ts';

/** The view waits for no part; where none comes, asking again is better than waiting. */
const VIEW_MS = 10_000;
/** Events are read from Redis, which may not answer. */
const EVENTS_MS = 3_000;
const EVENTS_SPAN_MS = 5 * 60_000;

export interface PollOptions {
  readonly client: TRPCClient<AppRouter>;
  readonly onTick: (tick: LiveTick) => void;
  readonly onError: (error: unknown) => void;
}

/** Asks for what the stream would bring. The view is handed on at once: its age counts from there; events follow. */
export function createPoll({ client, onTick, onError }: PollOptions): () => Promise<void> {
  return async () => {
    try {
      const overview = await client.overview.read.query(undefined, {
        context: { urgent: true },
        signal: AbortSignal.timeout(VIEW_MS),
      });
      const samples = overview.sample === null ? [] : [overview.sample];
      onTick({ overview, samples, events: NO_EVENTS, missed: false });
      if (overview.redis.state !== 'up') return;
      const range = { from: overview.at - EVENTS_SPAN_MS, to: overview.at, limit: 20 };
      const signal = AbortSignal.timeout(EVENTS_MS);
      const events = await client.history.events.query(range, { signal }).catch(() => NO_EVENTS);
      onTick({ overview, samples: [], events, missed: false });
    } catch (error: unknown) {
      onError(error);
    }
  };
}
