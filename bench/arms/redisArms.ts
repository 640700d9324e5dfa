import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { insertSyncShards } from '../../db/statements/syncShard.ts';
import { upsertWriteMode } from '../../db/statements/writeMode.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { createBufferRunner } from '../../buffer/scripts.ts';
import { TokenBufferManager } from '../../worker/services/TokenBufferManager.ts';
import type { Recorder } from '../../worker/types.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import { openPool, repeat } from './directArms.ts';
import type { ArmServers, ReferenceArm } from './types.ts';
import { writeBatch } from './writeBatch.ts';

const BATCH_ROWS = 100;
const JOBS_AT_ONCE = 10;
const silent = new Proxy({} as Recorder, { get: () => () => undefined });

const openRedis = (url: string, forQueues = false): RedisClient =>
  createRedisClient({ url, name: 'bench', onError: () => undefined, forQueues });

/** The buffer of this project. */
export async function createHybrid(
  { databaseUrl, redisUrl }: ArmServers,
  strategy: StrategyName,
): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, 4);
  const redis = openRedis(redisUrl);
  await insertSyncShards(pool, 1);
  const { epoch } = await upsertWriteMode(pool, strategy);
  const buffer = new TokenBufferManager({
    pool,
    redis,
    run: createBufferRunner(redis),
    producer: randomUUID(),
    recorder: silent,
    shards: 1,
    batchSize: BATCH_ROWS,
    maxEntries: 1_000_000,
    writerWaitMs: 5_000,
    parkFirstMs: 1_000,
    parkLongestMs: 1_000,
    strategy: () => strategy,
    onDead: () => undefined,
    onPressure: () => undefined,
  });
  await buffer.setMode(strategy, epoch);
  const drain = async (): Promise<void> => void (await buffer.syncBufferedTokens());
  const timer = repeat(drain);
  return {
    accept: async (updates) => {
      const how = { epoch, polled: false, target: 'dirty' } as const;
      const { accepted } = await buffer.bufferTokens(updates, how);
      if (accepted !== updates.length) throw new Error('an update was not accepted');
    },
    drain,
    stop: async () => {
      await timer.stop();
      await buffer.stop();
      redis.disconnect();
      await pool.end();
    },
  };
}

/** A BullMQ job per update, ten at a time. Jobs of one row may overtake each other. */
export async function createJobQueue({ databaseUrl, redisUrl }: ArmServers): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, JOBS_AT_ONCE);
  const [producer, consumer] = [openRedis(redisUrl), openRedis(redisUrl, true)];
  const queue = new Queue<TokenUpdate>('updates', { connection: producer, skipVersionCheck: true });
  const worker = new Worker<TokenUpdate>('updates', ({ data }) => writeBatch(pool, [data]), {
    connection: consumer,
    concurrency: JOBS_AT_ONCE,
    skipVersionCheck: true,
    lockDuration: 2_000,
    stalledInterval: 2_000,
    maxStalledCount: 1_000,
  });
  worker.on('error', () => undefined);
  return {
    accept: async (updates) => {
      const opts = { removeOnComplete: true, attempts: 1_000 };
      await queue.addBulk(updates.map((data) => ({ name: 'update', data, opts })));
    },
    drain: async () => {
      while (((await queue.getJobCountByTypes('wait', 'active', 'delayed')) ?? 0) > 0) {
        await delay(50);
      }
    },
    stop: async () => {
      await worker.close();
      await queue.close();
      producer.disconnect();
      consumer.disconnect();
      await pool.end();
    },
  };
}

/**
 * After Sentry's Redis buffer, as its source describes itself (src/sentry/buffer/redis.py): a hash per row and a sorted set
 * of what is pending; a flush takes a hash away, then writes it. What was taken and not written is lost with its process.
 */
export async function createTakeThenWrite({ databaseUrl, redisUrl }: ArmServers): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, 2);
  const redis = openRedis(redisUrl);
  const drain = async (): Promise<void> => {
    for (;;) {
      const mints = await redis.zrange('pending', 0, String(BATCH_ROWS - 1));
      if (mints.length === 0) return;
      const taken = redis.multi();
      for (const mint of mints) taken.hget(`row:${mint}`, 'columns').del(`row:${mint}`);
      taken.zrem('pending', ...mints);
      const replies = (await taken.exec()) ?? [];
      const texts = replies.map(([, reply]) => reply).filter((reply) => typeof reply === 'string');
      await writeBatch(
        pool,
        texts.map((text) => JSON.parse(text) as TokenUpdate),
      );
    }
  };
  const timer = repeat(drain);
  return {
    accept: async (updates) => {
      const pipeline = redis.multi();
      for (const update of updates) {
        pipeline.hset(`row:${update.mint}`, 'columns', JSON.stringify(update));
        pipeline.zadd('pending', 'NX', Date.now(), update.mint);
      }
      await pipeline.exec();
    },
    drain,
    stop: () => stopAll(timer, redis, pool),
  };
}

/**
 * After GitLab's counter buffer, as its source describes itself (lib/gitlab/counters/buffered_counter.rb): a flush moves what waits to a second key, writes that, and deletes it; a second key
 * that is still there is written by whoever comes next.
 */
export async function createMoveThenWrite({ databaseUrl, redisUrl }: ArmServers): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, 2);
  const redis = openRedis(redisUrl);
  const write = async (key: string): Promise<void> => {
    const updates = Object.values(await redis.hgetall(key)).map((text) => JSON.parse(text) as TokenUpdate);
    for (let from = 0; from < updates.length; from += BATCH_ROWS) {
      await writeBatch(pool, updates.slice(from, from + BATCH_ROWS));
    }
    await redis.del(key);
  };
  const drain = async (): Promise<void> => {
    if ((await redis.exists('flushing')) === 1) await write('flushing');
    if ((await redis.exists('waiting')) === 0) return;
    await redis.rename('waiting', 'flushing');
    await write('flushing');
  };
  const timer = repeat(drain);
  return {
    accept: async (updates) => {
      await redis.hset(
        'waiting',
        Object.fromEntries(updates.map((update) => [update.mint, JSON.stringify(update)])),
      );
    },
    drain,
    stop: () => stopAll(timer, redis, pool),
  };
}

async function stopAll(
  timer: { stop(): Promise<void> },
  redis: RedisClient,
  pool: { end(): Promise<void> },
): Promise<void> {
  await timer.stop();
  redis.disconnect();
  await pool.end();
}
