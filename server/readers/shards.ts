import type { RedisClient } from '../../redis/client.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { type ShardKeys, shardKeys } from '../../buffer/keys.ts';
import { fromRedis } from '../unavailable.ts';

/** How many shards the buffer has; 1 before a worker has ever run. */
export async function readShardCount(redis: RedisClient): Promise<number> {
  return toShardCount(await fromRedis(redis.hget(SETTINGS_KEY, 'shards')));
}

export const toShardCount = (field: string | null): number => Math.max(1, Number(field ?? 1));

export const listShardKeys = (shards: number): ShardKeys[] =>
  Array.from({ length: shards }, (_, shard) => shardKeys(shard));

/** How many members these sorted sets have together. */
export async function countMembers(redis: RedisClient, keys: readonly string[]): Promise<number> {
  const counts = await fromRedis(Promise.all(keys.map((key) => redis.zcard(key))));
  return counts.reduce((sum, count) => sum + count, 0);
}
