import type { Cluster, Redis } from 'ioredis';
import { shardKeys } from './keys.ts';

/** Keys of about `count` buffered entries, those that wait and those that are parked, of every shard. */
export async function sampleEntryKeys(
  redis: Redis | Cluster,
  shards: number,
  count: number,
): Promise<string[]> {
  const each = Math.ceil(count / shards);
  const reads = Array.from({ length: shards }, async (_, shard) => {
    const { dirty, park, entryPrefix } = shardKeys(shard);
    const rows = await Promise.all([dirty, park].map((set) => redis.zrange(set, 0, String(each - 1))));
    return rows.flat().map((key) => entryPrefix + key);
  });
  return (await Promise.all(reads)).flat();
}
