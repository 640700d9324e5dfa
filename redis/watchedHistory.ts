import type { RedisClient } from './client.ts';
import { createHistory, type History } from './history.ts';
import { watchedHistoryPrefix, watchedIdentityKey, watchedSinceKey } from './keys.ts';

export const openWatchedHistory = (redis: RedisClient, name: string, identity: string): History =>
  createHistory(redis, { prefix: watchedHistoryPrefix(name, identity) });

/** Null before the server of this name was ever seen. */
export const readWatchedIdentity = (redis: RedisClient, name: string): Promise<string | null> =>
  redis.get(watchedIdentityKey(name));

export async function keepWatchedIdentity(redis: RedisClient, name: string, identity: string): Promise<void> {
  await redis.set(watchedIdentityKey(name), identity);
}

/** Ms since the epoch: when this server was first seen under this name. `now`: where that is now. */
export async function readWatchedSince(
  redis: RedisClient,
  { name, identity, now }: { readonly name: string; readonly identity: string; readonly now: number },
): Promise<number> {
  const key = watchedSinceKey(name, identity);
  await redis.set(key, now, 'NX');
  return Number(await redis.get(key));
}

/** The history of whatever server is behind the name; before one was seen, an empty one. */
export function followWatchedHistory(redis: RedisClient, name: string): History {
  let known = { identity: '', history: openWatchedHistory(redis, name, 'none') };
  const find = async (): Promise<History> => {
    const identity = (await readWatchedIdentity(redis, name)) ?? 'none';
    if (identity !== known.identity) known = { identity, history: openWatchedHistory(redis, name, identity) };
    return known.history;
  };
  return {
    appendSample: async (sample) => (await find()).appendSample(sample),
    appendEvent: async (...event) => (await find()).appendEvent(...event),
    readSamples: async (range) => (await find()).readSamples(range),
    readNewestTime: async () => (await find()).readNewestTime(),
    readOldestTime: async () => (await find()).readOldestTime(),
    readEvents: async <T>(...asked: Parameters<History['readEvents']>) =>
      (await find()).readEvents<T>(...asked),
    readMemory: async () => (await find()).readMemory(),
  };
}
