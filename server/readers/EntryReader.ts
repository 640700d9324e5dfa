import { shardKeys, shardOf } from '../../buffer/keys.ts';
import { readWaiting, type RunBufferScript } from '../../buffer/scripts.ts';
import { type TokenEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import type { RedisClient } from '../../redis/client.ts';
import { fromRedis } from '../unavailable.ts';
import { readShardCount } from './shards.ts';

/** The waiting entries of some tokens, and how many entries had been acknowledged by then. */
export interface EntriesRead {
  readonly asked: ReadonlySet<string>;
  readonly entries: ReadonlyMap<string, TokenEntry>;
  /** Counts of every shard; differs once any entry was acknowledged in between. */
  readonly acknowledged: string;
}

interface EntryReaderDeps {
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
}

export class EntryReader {
  private readonly redis: RedisClient;
  private readonly run: RunBufferScript;
  private lastShards: number | null = null;

  constructor({ redis, run }: EntryReaderDeps) {
    this.redis = redis;
    this.run = run;
  }

  /** One round trip: the number of shards is read along, and the last one known serves to find the keys. */
  async read(mints: readonly string[]): Promise<EntriesRead> {
    const shards = this.lastShards ?? (await readShardCount(this.redis));
    const [found, replies] = await fromRedis(
      Promise.all([readShardCount(this.redis), this.readShards(mints, shards)]),
    );
    this.lastShards = found;
    if (found !== shards) return this.read(mints);
    const entries = replies.flatMap((reply) => reply.entries.map(toTokenEntry));
    return {
      asked: new Set(mints),
      entries: new Map(entries.map((entry) => [entry.mint, entry])),
      acknowledged: replies.map(({ acknowledged }) => acknowledged).join(),
    };
  }

  /** Every shard is asked, for its acknowledgements. */
  private async readShards(mints: readonly string[], shards: number) {
    const byShard = Array.from({ length: shards }, (): string[] => []);
    for (const mint of mints) byShard[shardOf(mint, shards)]!.push(mint);
    return Promise.all(byShard.map((own, shard) => readWaiting(this.run, shardKeys(shard), own)));
  }
}
