import type { Logger } from 'pino';
import type { RedisClient } from '../../redis/client.ts';
import { BufferFullError } from '../../buffer/PutChannel.ts';
import { classifyRedisFailure } from '../../buffer/redisFailure.ts';
import { progressKey } from '../../redis/keys.ts';
import type {
  CreateOutcome,
  DiscoveryEvent,
  DrawOrder,
  MarketUpdate,
  NewTokenEvent,
  OrderedEvent,
  Recorder,
  SourceSink,
  TrackedTokens,
  UpdateOutcome,
} from '../types.ts';
import { abortableDelay, backoffMs } from '../../machine/abortableDelay.ts';
import { MAX_WAITING_EVENTS } from './queues.ts';

const SAMPLE_EVERY_MS = 10_000;
const ROOM_POLL_MS = 250;

export interface SourceSinkOptions {
  readonly source: string;
  readonly redis: RedisClient;
  readonly recorder: Recorder;
  readonly logger: Logger;
  readonly drawOrder: DrawOrder;
  readonly tracked: TrackedTokens;
  readonly enqueue: (events: readonly OrderedEvent[]) => Promise<void>;
  /** Events that were enqueued and are not done yet. */
  readonly countWaiting: () => Promise<number>;
  /** Redis refused a write for want of memory. */
  readonly onFull: () => void;
  /** Creates a row in the process, for the time in which Redis is away. */
  readonly createNow: (event: OrderedEvent<NewTokenEvent>) => Promise<CreateOutcome>;
  readonly writeMarket: (updates: readonly MarketUpdate[], order: number) => Promise<UpdateOutcome>;
  readonly signal: AbortSignal;
}

/**
 * A source's events go from here to the queue (discovery events) or straight to the strategy (market data). While
 * Redis is away or full, launches still reach PostgreSQL, everything else waits, and with it the source. It also waits
 * while PostgreSQL takes events more slowly than they come: the queue never grows far beyond MAX_WAITING_EVENTS.
 */
export function createSourceSink(options: SourceSinkOptions): SourceSink {
  const { source, recorder, redis, tracked } = options;
  const sample = createSampler(options.logger);
  return {
    acceptEvents: async (events) => {
      await enqueueOrWait(options, events);
      for (const event of events) recorder.countEvent(source, event.kind);
    },
    acceptMarket: async (updates) => {
      await retryUntilAccepted(options, async () => {
        await options.writeMarket(updates, await options.drawOrder());
      });
      recorder.countEvent(source, 'market', updates.length);
    },
    countQuiet: (kind) => recorder.countEvent(source, kind),
    countRejected: (reason, text) => {
      recorder.countRejected(source, reason);
      sample(reason, text);
    },
    saveProgress: async (progress) => {
      await retryUntilAccepted(options, () => redis.hset(progressKey(source), progress));
    },
    readProgress: async () => {
      const fields = await redis.hgetall(progressKey(source));
      return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, Number(value)]));
    },
    trackTokens: (mints) => retryUntilAccepted(options, () => tracked.track(mints)),
  };
}

async function enqueueOrWait(options: SourceSinkOptions, events: readonly DiscoveryEvent[]): Promise<void> {
  const created = new Set<string>();
  await retryUntilAccepted(
    options,
    async () => {
      await waitForRoom(options);
      const first = await options.drawOrder(events.length);
      await options.enqueue(events.map((event, i) => ({ ...event, order: first + i })));
    },
    () => createNow(options, events, created),
  );
}

/** Once it waits, until half of the queue is done: it would go on and stop again at every event. */
async function waitForRoom({ countWaiting, logger, signal }: SourceSinkOptions): Promise<void> {
  let waiting = await countWaiting();
  if (waiting < MAX_WAITING_EVENTS) return;
  logger.warn({ waiting }, 'The source waits: PostgreSQL has not taken the events that came before');
  while (waiting > MAX_WAITING_EVENTS / 2) {
    await abortableDelay(ROOM_POLL_MS, signal);
    signal.throwIfAborted();
    waiting = await countWaiting();
  }
  logger.info({ waiting }, 'The source goes on');
}

/** The queue gets these events too once Redis is back, and finds the rows already there. */
async function createNow(
  options: SourceSinkOptions,
  events: readonly DiscoveryEvent[],
  created: Set<string>,
): Promise<void> {
  for (const event of events) {
    if (event.kind !== 'create' || created.has(event.id)) continue;
    await options.createNow({ ...event, order: Date.now() * 1_000 });
    created.add(event.id);
  }
}

/** Tries for as long as the worker runs. `meanwhile` runs after each failure. */
async function retryUntilAccepted(
  { signal, logger, onFull }: SourceSinkOptions,
  accept: () => Promise<unknown>,
  meanwhile?: () => Promise<void>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await accept();
      return;
    } catch (error: unknown) {
      if (signal.aborted) throw error;
      const isFull = classifyRedisFailure(error instanceof BufferFullError ? error.cause : error) === 'full';
      if (isFull) onFull();
      else if (attempt === 0)
        logger.warn({ err: error }, 'The source waits: events are not accepted at the moment');
      await meanwhile?.().catch((cause: unknown) =>
        logger.debug({ err: cause }, 'Row not created in the process'),
      );
      await abortableDelay(backoffMs(attempt, 100, 2_000), signal);
    }
  }
}

/** Logs one sample per reason and ten seconds. */
function createSampler(logger: Logger): (reason: string, text: string) => void {
  const loggedAt = new Map<string, number>();
  return (reason, text) => {
    const now = performance.now();
    if (now - (loggedAt.get(reason) ?? -SAMPLE_EVERY_MS) < SAMPLE_EVERY_MS) return;
    loggedAt.set(reason, now);
    logger.warn({ reason, sample: text.slice(0, 200) }, 'Unusable frame or field');
  };
}
