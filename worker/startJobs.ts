import { isSplit } from '../domain/strategies.ts';
import type { Logger } from 'pino';
import type { RedisClient } from '../redis/client.ts';
import { progressKey, SYNC_QUEUE } from '../redis/keys.ts';
import { type Config, toWallMs } from './config/index.ts';
import type { WriteSide } from './createWriteSide.ts';
import { MarketUpdateHandler } from './handlers/MarketUpdateHandler.ts';
import { MigrationHandler } from './handlers/MigrationHandler.ts';
import { NewPoolHandler } from './handlers/NewPoolHandler.ts';
import { NewTokenHandler } from './handlers/NewTokenHandler.ts';
import { EnrichTokenJob } from './jobs/EnrichTokenJob.ts';
import { HolderCountJob } from './jobs/HolderCountJob.ts';
import { HotScoreJob } from './jobs/HotScoreJob.ts';
import { MarketDataJob } from './jobs/MarketDataJob.ts';
import { RedisSyncJob } from './jobs/RedisSyncJob.ts';
import type { MetricsRecorder } from './metrics/recorder.ts';
import type { Queues, ScheduledJob } from './services/queues.ts';
import { createSourceSink } from './services/sourceSink.ts';
import {
  type DrawOrder,
  type OrderedEvent,
  SCORE_INTERVAL_MS,
  type Source,
  type SourceSink,
  type TrackedTokens,
} from './types.ts';
import { type WorkloadPlan } from '../domain/presets.ts';

export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly redis: RedisClient;
  readonly recorder: MetricsRecorder;
  readonly write: WriteSide;
  readonly queues: Queues;
  readonly tracked: TrackedTokens;
  readonly drawOrder: DrawOrder;
  /** Redis refused a write for want of memory. */
  readonly onFull: () => void;
  readonly source: Source;
  readonly plan: WorkloadPlan;
  readonly signal: AbortSignal;
}

/** Starts handlers and jobs. Returns where the source puts its events. */
export async function startJobs(parts: Parts): Promise<SourceSink> {
  const { source, queues, recorder, write } = parts;
  const { strategy, reader } = write;
  const market = new MarketUpdateHandler({
    strategy,
    reader,
    logger: childLogger(parts, 'MarketUpdateHandler'),
  });
  const sink = createSourceSink({
    ...parts,
    logger: childLogger(parts, 'source'),
    source: source.name,
    enqueue: (events) => queues.addEvents(events),
    countWaiting: () => queues.countWaiting(),
    createNow: ({ identity, order }) =>
      strategy.create({ identity, order }, { component: 'NewTokenHandler', kind: 'create' }),
    writeMarket: (updates, order) => market.handle(updates, order),
  });
  processEvents(parts);
  const enrich = new EnrichTokenJob({ strategy, reader, drawOrder: parts.drawOrder, recorder, source });
  queues.processEnrichment(({ mint, uri }) => enrich.run(mint, uri));
  await scheduleJobs(parts, market, sink);
  return sink;
}

function processEvents(parts: Parts): void {
  const { queues, tracked, recorder, source, plan, write } = parts;
  const { strategy, reader } = write;
  const canEnrich = source.readHolderCounts !== undefined || source.readMetadata !== undefined;
  const handlers = {
    create: new NewTokenHandler({
      strategy,
      track: async (mints) => (plan.tracksLaunches ? tracked.track(mints) : undefined),
      recorder,
      logger: childLogger(parts, 'NewTokenHandler'),
      enrich: canEnrich ? (mint, uri) => queues.addEnrichment({ mint, uri }) : undefined,
    }),
    pool: new NewPoolHandler({ strategy, reader, logger: childLogger(parts, 'NewPoolHandler') }),
    migration: new MigrationHandler({ strategy, reader, logger: childLogger(parts, 'MigrationHandler') }),
  };
  queues.processEvents(async (event: OrderedEvent) => {
    if (event.kind === 'create') await handlers.create.handle(event);
    else if (event.kind === 'pool') await handlers.pool.handle(event);
    else await handlers.migration.handle(event);
  });
}

async function scheduleJobs(parts: Parts, market: MarketUpdateHandler, sink: SourceSink): Promise<void> {
  const { config, tracked, drawOrder, recorder, source, plan } = parts;
  const { strategy, reader, buffer, folder, modes } = parts.write;
  const sync = new RedisSyncJob({
    bufferManager: buffer,
    foldIdle: async () => (isSplit(modes.current.strategy) ? folder.foldIdle() : 0),
    logger: childLogger(parts, 'RedisSyncJob'),
  });
  await schedule(parts, SYNC_QUEUE, config.syncIntervalMs, {
    run: () => runSync(sync, recorder),
    retry: true,
  });
  const scores = new HotScoreJob({ strategy, reader, tracked, drawOrder, recorder });
  await schedule(parts, 'hot-score', SCORE_INTERVAL_MS, { run: () => scores.run(), retry: true });
  const marketJob =
    source.readMarketUpdates === undefined
      ? null
      : new MarketDataJob({
          readMarketUpdates: async (mints, run) => (await source.readMarketUpdates?.(mints, run)) ?? [],
          tracked,
          reader,
          plan,
          drawOrder,
          nextRun: () => nextRun(parts, 'marketRuns'),
          acceptMarket: async (updates, order) => {
            recorder.countEvent(source.name, 'market', updates.length);
            return market.handle(updates, order);
          },
          acceptEvents: (events) => sink.acceptEvents(events),
          logger: childLogger(parts, 'MarketDataJob'),
        });
  await schedule(
    parts,
    'market-data',
    plan.marketIntervalMs,
    marketJob && { run: () => marketJob.run(), retry: false },
  );
  const holders =
    source.readHolderCounts === undefined
      ? null
      : new HolderCountJob({
          strategy,
          tracked,
          drawOrder,
          nextRun: () => nextRun(parts, 'holderRuns'),
          readHolderCounts: async (mints, run) => (await source.readHolderCounts?.(mints, run)) ?? new Map(),
        });
  await schedule(
    parts,
    'holder-count',
    SCORE_INTERVAL_MS,
    holders && { run: () => holders.run(), retry: true },
  );
}

async function schedule(
  parts: Parts,
  name: string,
  intervalMs: number,
  job: ScheduledJob | null,
): Promise<void> {
  if (job === null) await parts.queues.unschedule(name);
  else await parts.queues.schedule(name, toWallMs(intervalMs, parts.config.timeScale), job);
}

async function runSync(job: RedisSyncJob, recorder: MetricsRecorder): Promise<void> {
  try {
    await job.run();
  } catch (error: unknown) {
    recorder.countSyncFailure();
    throw error;
  }
}

/** Numbers the runs of all workers since the first start, from 0. */
async function nextRun({ redis, source }: Parts, counter: string): Promise<number> {
  return (await redis.hincrby(progressKey(source.name), counter, 1)) - 1;
}

function childLogger({ logger }: Parts, component: string): Logger {
  return logger.child({ component });
}
