import type { Cluster, Redis } from 'ioredis';
import type { ShardKeys } from './keys.ts';

const DAY_US = 86_400_000_000;

/** Forgets producers that have been silent for a day, so that restarts leave no trace; their counts stay in the totals. */
export async function forgetSilentProducers(
  redis: Redis | Cluster,
  shards: readonly ShardKeys[],
): Promise<void> {
  const before = Date.now() * 1_000 - DAY_US;
  for (const { meta } of shards) {
    const fields = Object.entries(await redis.hgetall(meta));
    const silent = fields.filter(
      ([field, value]) => field.startsWith('p:') && Number(value.split(' ')[2]) < before,
    );
    if (silent.length > 0) await redis.hdel(meta, ...silent.map(([field]) => field));
  }
}
