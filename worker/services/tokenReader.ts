import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { RedisClient } from '../../redis/client.ts';
import { overlayUpdate } from '../../db/overlayUpdate.ts';
import { type TokenView, type TokenRow } from '../../domain/tokenColumns.ts';
import { readExistingMints, readTokenRows } from '../../db/statements/readTokens.ts';
import { decodeEntry } from '../../buffer/entry.ts';
import { type TokenEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import { shardOf, type ShardKeys, shardKeys } from '../../buffer/keys.ts';
import { pipelineByShard } from '../../buffer/pipelineByShard.ts';
import { fillCache, type RunBufferScript } from '../../buffer/scripts.ts';
import type { TokenReader } from '../types.ts';

const CACHE_TTL_MS = 60_000;
const LEASE_TTL_MS = 5_000;

export interface TokenReaderOptions {
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  readonly shards: number;
  readonly readEntries: (mints: readonly string[]) => Promise<TokenEntry[]>;
}

/**
 * Reads tokens with what is buffered laid over the row, group by group, the newer order first: what was accepted is
 * seen at once. The cache holds only rows. It is filled under a lease, and every write takes row and lease away, so
 * that a reader who was slow cannot put an old row back.
 */
export function createTokenReader(options: TokenReaderOptions): TokenReader {
  const { pool, readEntries } = options;
  return {
    readToken: (mint) => readThroughCache(options, mint),
    readTokens: async (mints) => {
      if (mints.length === 0) return [];
      // Entries first: what is flushed in between is then found in the row.
      const entries = new Map((await readEntries(mints)).map((entry) => [entry.mint, entry]));
      const rows = await readTokenRows(pool, mints);
      return rows.map((row) => overlayUpdate(row, entries.get(row.mint)?.columns));
    },
    readExisting: async (mints) => new Set(mints.length === 0 ? [] : await readExistingMints(pool, mints)),
  };
}

/** Takes the rows of these mints, and the leases to fill them in, out of the cache: call it after every commit. */
export async function invalidateCache(
  redis: RedisClient,
  mints: readonly string[],
  shards: number,
): Promise<void> {
  await pipelineByShard(
    redis,
    mints,
    (mint) => shardOf(mint, shards),
    (pipeline, mint) => {
      const keys = shardKeys(shardOf(mint, shards));
      pipeline.del(keys.cachePrefix + mint, keys.leasePrefix + mint);
    },
  );
}

async function readThroughCache(options: TokenReaderOptions, mint: string): Promise<TokenView | null> {
  const keys = shardKeys(shardOf(mint, options.shards));
  const { entry, cached } = await readEntryAndCache(options.redis, keys, mint);
  const row = cached ?? (await loadRow(options, keys, mint));
  return row === null ? null : overlayUpdate(row, entry?.columns);
}

/** Both at one moment: an acknowledgement takes entry and cached row away together. */
async function readEntryAndCache(
  redis: RedisClient,
  keys: ShardKeys,
  mint: string,
): Promise<{ entry: TokenEntry | undefined; cached: TokenRow | null }> {
  const replies = await redis
    .multi()
    .hgetall(keys.entryPrefix + mint)
    .get(keys.cachePrefix + mint)
    .exec();
  const pairs = Object.entries((replies?.[0]?.[1] ?? {}) as Record<string, string>).flat();
  const cached = replies?.[1]?.[1] as string | null;
  return {
    entry: pairs.length === 0 ? undefined : toTokenEntry(decodeEntry(mint, pairs)),
    cached: cached === null ? null : (JSON.parse(cached) as TokenRow),
  };
}

async function loadRow(
  { pool, redis, run }: TokenReaderOptions,
  keys: ShardKeys,
  mint: string,
): Promise<TokenRow | null> {
  const token = randomUUID();
  const lease = keys.leasePrefix + mint;
  const leased = await redis.set(lease, token, 'PX', LEASE_TTL_MS, 'NX');
  const [row] = await readTokenRows(pool, [mint]);
  if (row === undefined) return null;
  if (leased === 'OK') {
    await fillCache(run, keys, { key: mint, lease: token, text: JSON.stringify(row), ttlMs: CACHE_TTL_MS });
  }
  return row;
}
