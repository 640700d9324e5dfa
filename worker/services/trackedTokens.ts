import type { RedisClient } from '../../redis/client.ts';
import { TRACKED_KEY } from '../../redis/keys.ts';
import type { TrackedTokens } from '../types.ts';

/** Tracked tokens in a sorted set, in the order in which tracking began; the oldest give way beyond `capacity`. */
export function createTrackedTokens(redis: RedisClient, capacity: number): TrackedTokens {
  return {
    list: (offset, count) => redis.zrange(TRACKED_KEY, offset, String(offset + count - 1)),
    count: () => redis.zcard(TRACKED_KEY),
    track: async (mints) => {
      const last = await redis.zrange(TRACKED_KEY, '-1', '-1', 'WITHSCORES');
      const from = Number(last[1] ?? 0) + 1;
      for (let i = 0; i < mints.length; i += 1_000) {
        const marks = mints.slice(i, i + 1_000).flatMap((mint, j) => [from + i + j, mint]);
        await redis.zadd(TRACKED_KEY, 'NX', ...marks);
      }
      await redis.zremrangebyrank(TRACKED_KEY, 0, -capacity - 1);
    },
  };
}
