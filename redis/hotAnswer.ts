import type { HotAnswer } from '../domain/hot.ts';
import type { RedisClient } from './client.ts';
import { watchedHotKey } from './keys.ts';

/** A watcher that reads no more leaves nothing that passes for now. */
const KEPT_SECONDS = 3_600;

/** `name`: of a watched server. */
export async function writeHotAnswer(redis: RedisClient, name: string, answer: HotAnswer): Promise<void> {
  await redis.set(watchedHotKey(name), JSON.stringify(answer), 'EX', KEPT_SECONDS);
}

/** Null before the watcher has read it. */
export async function readHotAnswer(redis: RedisClient, name: string): Promise<HotAnswer | null> {
  const text = await redis.get(watchedHotKey(name));
  return text === null ? null : (JSON.parse(text) as HotAnswer);
}
