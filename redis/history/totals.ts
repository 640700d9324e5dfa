import type { RedisClient } from '../client.ts';

/**
 * Adds what one worker counted since its last call to the totals of all workers; returns the totals, which therefore
 * survive restarts. One round trip.
 */
export async function addTotals(
  redis: RedisClient,
  key: string,
  gained: ReadonlyMap<string, number>,
): Promise<Record<string, number>> {
  const transaction = redis.multi();
  for (const [name, count] of gained) if (count !== 0) transaction.hincrbyfloat(key, name, count);
  const replies = (await transaction.hgetall(key).exec()) ?? [];
  for (const [error] of replies) if (error !== null) throw error;
  const fields = (replies.at(-1)?.[1] ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, Number(text)]));
}
