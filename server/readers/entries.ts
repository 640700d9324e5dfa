import { readWaiting } from '../../buffer/scripts.ts';
import { type TokenEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import { shardOf, shardKeys } from '../../buffer/keys.ts';
import { fromRedis } from '../partAway.ts';
import type { Services } from '../services.ts';
import { readShardCount } from './shards.ts';

/** What waits for some tokens, and how many entries had been acknowledged by then. */
export interface EntriesRead {
  readonly asked: ReadonlySet<string>;
  readonly entries: ReadonlyMap<string, TokenEntry>;
  /** Of every shard; differs once any entry was acknowledged in between. */
  readonly acknowledged: string;
}

const lastShards = new WeakMap<Services, number>();

/** One round trip: the number of shards is read along, and the last one known serves to find the keys. */
export async function readEntries(services: Services, mints: readonly string[]): Promise<EntriesRead> {
  const shards = lastShards.get(services) ?? (await readShardCount(services.redis));
  const [found, replies] = await fromRedis(
    Promise.all([readShardCount(services.redis), readShards(services, mints, shards)]),
  );
  lastShards.set(services, found);
  if (found !== shards) return readEntries(services, mints);
  const entries = replies.flatMap((reply) => reply.entries.map(toTokenEntry));
  return {
    asked: new Set(mints),
    entries: new Map(entries.map((entry) => [entry.mint, entry])),
    acknowledged: replies.map(({ acknowledged }) => acknowledged).join(),
  };
}

/** Every shard is asked, for its acknowledgements. */
async function readShards({ run }: Services, mints: readonly string[], shards: number) {
  const byShard = Array.from({ length: shards }, (): string[] => []);
  for (const mint of mints) byShard[shardOf(mint, shards)]!.push(mint);
  return Promise.all(byShard.map((own, shard) => readWaiting(run, shardKeys(shard), own)));
}
