import type { ChainableCommander } from 'ioredis';
import { type BufferEntry, decodeEntry } from '../../redis/entryCodec.ts';
import { SETTINGS_KEY, shardKeys, shardOfMint } from '../../redis/keys.ts';
import { fromRedis } from '../partAway.ts';
import type { Services } from '../services.ts';
import { listShardKeys, readShardCount, toShardCount } from './shards.ts';

const lastShards = new WeakMap<Services, number>();

/** What waits for some tokens, and how many entries had been acknowledged by then. */
export interface EntriesRead {
  readonly entries: ReadonlyMap<string, BufferEntry>;
  /** Changes with every acknowledgement, so that a reader can tell whether an entry may have gone before it looked. */
  readonly acknowledged: string;
}

/** One round trip: the number of shards is read along, and the last one known serves to find the keys. */
export async function readEntries(services: Services, mints: readonly string[]): Promise<EntriesRead> {
  const shards = lastShards.get(services) ?? (await readShardCount(services.redis));
  const pipeline = services.redis.pipeline();
  pipeline.hget(SETTINGS_KEY, 'shards');
  for (const { meta } of listShardKeys(shards)) pipeline.hget(meta, 'acked');
  for (const mint of mints) pipeline.hgetall(shardKeys(shardOfMint(mint, shards)).entryPrefix + mint);
  const replies = await fromRedis(execute(pipeline));
  const found = toShardCount(replies[0] as string | null);
  lastShards.set(services, found);
  if (found !== shards) return readEntries(services, mints);
  const entries = new Map<string, BufferEntry>();
  for (const [i, mint] of mints.entries()) {
    const fields = replies[1 + shards + i] as Record<string, string>;
    if ('_v' in fields) entries.set(mint, decodeEntry(mint, Object.entries(fields).flat()));
  }
  return { entries, acknowledged: replies.slice(1, 1 + shards).join() };
}

/** @throws the first error among the replies. */
export async function execute(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}
