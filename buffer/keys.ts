import { crc32 } from 'node:zlib';

/** Keys of one shard share a hash tag, so that a script may touch them together in a Redis Cluster. */
export interface ShardKeys {
  readonly shard: number;
  /** Hash: version, mode, epoch and the ledger's counters. Never deleted. */
  readonly meta: string;
  /** Sorted set of the rows' keys by the time (µs) at which they became dirty. */
  readonly dirty: string;
  /** Sorted set of keys whose row is missing, by the time (µs) of the next try. */
  readonly park: string;
  /** Sorted set of dead letters (`key:version`), by the time (µs) of death. */
  readonly dead: string;
  /** Prefix of the entries: a hash for each row. */
  readonly entryPrefix: string;
  /** Prefix of the dead letters: a hash for each `key:version`. */
  readonly deadPrefix: string;
  /** Prefix of cached rows, with a TTL. */
  readonly cachePrefix: string;
  /** Prefix of the leases to fill the cache, with a TTL. */
  readonly leasePrefix: string;
  /** Prefix of the ids of updates that were accepted, with a TTL. */
  readonly idPrefix: string;
}

/** `name`: of the buffer; no brace may be in it. */
export function shardKeys(shard: number, name = 'bw'): ShardKeys {
  const tag = `{${name}:${String(shard).padStart(2, '0')}}`;
  return {
    shard,
    meta: `${tag}:meta`,
    dirty: `${tag}:dirty`,
    park: `${tag}:park`,
    dead: `${tag}:dead`,
    entryPrefix: `${tag}:e:`,
    deadPrefix: `${tag}:d:`,
    cachePrefix: `${tag}:c:`,
    leasePrefix: `${tag}:l:`,
    idPrefix: `${tag}:i:`,
  };
}

/** The name of a buffered table in its keys, in Redis and in PostgreSQL. */
export const bufferKeyName = (buffer: string, table: string): string => `bwb:${buffer}:${table}`;

/** Hash: the tables of every buffer that was ever started, by their key names. */
export const BUFFERS_KEY = 'bwb:buffers';

/** The shard of a row, by its key. */
export function shardOf(key: string, shards: number): number {
  return shards === 1 ? 0 : crc32(key) % shards;
}

/** The row's key in the id of a dead letter. */
export const keyOfLetter = (id: string): string => id.slice(0, id.lastIndexOf(':'));

/** String: the last order drawn. */
export const ORDER_KEY = 'bw:order';
