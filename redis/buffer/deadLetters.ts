import type { RedisClient } from '../client.ts';
import { type BufferEntry, decodeEntry } from '../entryCodec.ts';
import type { ShardKeys } from '../keys.ts';
import type { RunScript } from '../scripts.ts';

/** An entry that PostgreSQL refused. */
export interface DeadLetter {
  /** `mint:version`. */
  readonly id: string;
  readonly shard: number;
  /** SQLSTATE. */
  readonly code: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly diedAt: string;
  readonly entry: BufferEntry;
}

/** The oldest dead letters of a shard. */
export async function readDeadLetters(
  redis: RedisClient,
  keys: ShardKeys,
  limit: number,
): Promise<DeadLetter[]> {
  const ids = await redis.zrange(keys.dead, 0, String(limit - 1));
  const letters = await Promise.all(ids.map((id) => readDeadLetter(redis, keys, id)));
  return letters.filter((letter) => letter !== null);
}

/** One dead letter; null if there is none of this id. */
export async function readDeadLetter(
  redis: RedisClient,
  keys: ShardKeys,
  id: string,
): Promise<DeadLetter | null> {
  const fields = await redis.hgetall(keys.deadPrefix + id);
  if (fields['_v'] === undefined) return null;
  return {
    id,
    shard: keys.shard,
    code: fields['_code'] ?? '',
    reason: fields['_reason'] ?? '',
    diedAt: new Date(Number(fields['_died'] ?? 0) / 1_000).toISOString(),
    entry: decodeEntry(id.slice(0, id.lastIndexOf(':')), Object.entries(fields).flat()),
  };
}

/** Removes a dead letter for good. False if there is none of this id. */
export async function discardDeadLetter(run: RunScript, keys: ShardKeys, id: string): Promise<boolean> {
  return (await run('discard', [keys.meta, keys.dead, keys.deadPrefix], [id])) === 1;
}
