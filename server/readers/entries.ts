import { type BufferEntry, decodeEntry } from '../../redis/entryCodec.ts';
import { shardKeys, shardOfMint } from '../../redis/keys.ts';
import { fromRedis } from '../partAway.ts';
import type { Services } from '../services.ts';
import { readShardCount } from './shards.ts';

/** What waits for some tokens, and how many entries had been acknowledged by then. */
export interface EntriesRead {
  readonly asked: ReadonlySet<string>;
  readonly entries: ReadonlyMap<string, BufferEntry>;
  /** Of every shard; differs once any entry was acknowledged in between. */
  readonly acknowledged: string;
}

type ScriptReply = readonly [acknowledged: string, ...entries: (readonly string[])[]];

const lastShards = new WeakMap<Services, number>();

/** One round trip: the number of shards is read along, and the last one known serves to find the keys. */
export async function readEntries(services: Services, mints: readonly string[]): Promise<EntriesRead> {
  const shards = lastShards.get(services) ?? (await readShardCount(services.redis));
  const [found, replies] = await fromRedis(
    Promise.all([readShardCount(services.redis), readShards(services, mints, shards)]),
  );
  lastShards.set(services, found);
  if (found !== shards) return readEntries(services, mints);
  const entries = new Map<string, BufferEntry>();
  for (const [, ...held] of replies) {
    for (const [mint, ...pairs] of held) entries.set(mint!, decodeEntry(mint!, pairs));
  }
  return { asked: new Set(mints), entries, acknowledged: replies.map(([count]) => count).join() };
}

/** Every shard is asked, for its acknowledgements. */
async function readShards(
  { run }: Services,
  mints: readonly string[],
  shards: number,
): Promise<ScriptReply[]> {
  const byShard = Array.from({ length: shards }, (): string[] => []);
  for (const mint of mints) byShard[shardOfMint(mint, shards)]!.push(mint);
  const replies = byShard.map((own, shard) => {
    const { meta, entryPrefix } = shardKeys(shard);
    return run('read_entries', [meta, entryPrefix], own);
  });
  return (await Promise.all(replies)) as ScriptReply[];
}
