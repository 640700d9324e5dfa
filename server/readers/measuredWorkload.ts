import { isUnbuffered, toStrategyName } from '../../domain/strategies.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { readTableFacts } from '../../db/statements/readTableFacts.ts';
import { readWriteMode } from '../../db/statements/writeMode.ts';
import { type MeasuredWorkload, measureWorkload } from '../../model/workload/measured.ts';
import { MODEL_STRATEGY_OF, type ModelStrategy, type Workload } from '../../model/workload/types.ts';
import { TRACKED_KEY } from '../../redis/keys.ts';
import { fromPostgres, fromRedis } from '../unavailable.ts';
import type { PipelineServices } from '../services.ts';
import { findSimulatedWorkload } from '../simulatedWorkload.ts';

/** Between two reads of the counters. */
const LOOK_MS = 3_000;
const TABLE = 'token_discovery';
/** market_cap_usd and volume_24h change with each poll; the other three indexes are on what stays. */
const MOVING_INDEXES = 2;

/** The running workload as the model takes it; null before a worker has made the tables. Takes three seconds. */
export async function readMeasuredWorkload(services: PipelineServices): Promise<MeasuredWorkload | null> {
  const { pool } = services;
  const first = await fromPostgres(readTableFacts(pool, TABLE));
  if (first === null) return null;
  await delay(LOOK_MS);
  const [second, mode, stream] = await Promise.all([
    fromPostgres(readTableFacts(pool, TABLE)),
    fromPostgres(readWriteMode(pool)),
    readStream(services),
  ]);
  if (second === null) return null;
  const strategy = toModelStrategy(mode?.strategy);
  const seconds = (second.at - first.at) / 1_000;
  const updatesPerSecond = (second.updates - first.updates) / seconds;
  // The table does not show buffered updates: then the pace is the one that the source has been given.
  const isSeen = isUnbuffered(strategy) && updatesPerSecond > 0;
  return measureWorkload({
    first,
    second,
    strategy,
    stream: { ...stream, ...(isSeen && { updatesPerSecond }) },
  });
}

const toModelStrategy = (name: string | undefined): ModelStrategy =>
  MODEL_STRATEGY_OF[toStrategyName(name) ?? 'direct'];

/** Breakwater's own knowledge of its stream: which rows are tracked, and the pace of its source. In wall time. */
async function readStream(services: PipelineServices): Promise<Partial<Workload>> {
  const [{ worker }, tracked] = await Promise.all([
    services.redisState.read(),
    fromRedis(services.redis.zcard(TRACKED_KEY)),
  ]);
  const timeScale = worker.timeScale ?? services.config.timeScale;
  const simulated = findSimulatedWorkload(worker);
  return {
    movingIndexes: MOVING_INDEXES,
    pointsPerRow: 1,
    syncIntervalSeconds: (worker.syncIntervalMs ?? services.config.syncIntervalMs) / 1_000 / timeScale,
    batchRows: services.config.batchSize,
    ...(tracked > 0 && { updatedRows: tracked }),
    ...(simulated !== null && {
      distribution: simulated.distribution,
      unchangedShare: simulated.unchangedShare,
      updatesPerSecond: simulated.updatesPerSecond * timeScale,
    }),
  };
}
