import { Cluster } from 'ioredis';
import type { RedisClient } from './client.ts';
import { HISTORY_PREFIX, QUEUE_PREFIX, SETTINGS_KEY, TRACKED_KEY } from './keys.ts';
import { ORDER_KEY, shardKeys } from '../buffer/keys.ts';

/** Resolves when Redis answers; of a cluster, every master that holds something a worker needs. */
export async function pingRedis(redis: RedisClient, shards: number): Promise<void> {
  if (!(redis instanceof Cluster)) {
    await redis.ping();
    return;
  }
  const metas = Array.from({ length: shards }, (_, shard) => shardKeys(shard).meta);
  const keys = [SETTINGS_KEY, ORDER_KEY, TRACKED_KEY, QUEUE_PREFIX, HISTORY_PREFIX, ...metas];
  await Promise.all(keys.map((key) => redis.exists(key)));
}
