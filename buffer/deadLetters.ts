import type { Cluster, Redis } from 'ioredis';
import { type BufferEntry, decodeEntry } from './entry.ts';
import { keyOfLetter, type ShardKeys } from './keys.ts';

/** An entry that PostgreSQL refused. */
export interface DeadLetter {
  /** `key:version`. */
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
  redis: Redis | Cluster,
  keys: ShardKeys,
  limit: number,
): Promise<DeadLetter[]> {
  const ids = await redis.zrange(keys.dead, 0, String(limit - 1));
  const letters = await Promise.all(ids.map((id) => readDeadLetter(redis, keys, id)));
  return letters.filter((letter) => letter !== null);
}

/** One dead letter; null if there is none of this id. */
export async function readDeadLetter(
  redis: Redis | Cluster,
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
    entry: decodeEntry(keyOfLetter(id), Object.entries(fields).flat()),
  };
}
