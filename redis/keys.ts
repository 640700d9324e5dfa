import { crc32 } from 'node:zlib';

/** Keys of one shard share a hash tag, so that a script may touch them together in a Redis Cluster. */
export interface ShardKeys {
  readonly shard: number;
  /** Hash: version, mode, epoch and the ledger's counters. Never deleted. */
  readonly meta: string;
  /** Sorted set of mints by the time (µs) at which they became dirty. */
  readonly dirty: string;
  /** Sorted set of mints whose row is missing, by the time (µs) of the next try. */
  readonly park: string;
  /** Sorted set of dead letters (`mint:version`), by the time (µs) of death. */
  readonly dead: string;
  /** Prefix of the entries: a hash per mint. */
  readonly entryPrefix: string;
  /** Prefix of the dead letters: a hash per `mint:version`. */
  readonly deadPrefix: string;
  /** Prefix of cached rows, with a TTL. */
  readonly cachePrefix: string;
  /** Prefix of the leases to fill the cache, with a TTL. */
  readonly leasePrefix: string;
}

export function shardKeys(shard: number): ShardKeys {
  const tag = `{bw:${String(shard).padStart(2, '0')}}`;
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
  };
}

export function shardOfMint(mint: string, shards: number): number {
  return shards === 1 ? 0 : crc32(mint) % shards;
}

/** Sorted set of tracked mints by the order in which tracking began. */
export const TRACKED_KEY = 'bw:tracked';
/** String: the last order drawn. */
export const ORDER_KEY = 'bw:order';
/** Hash: the strategy that was asked for, the number of shards that holds buffered data. */
export const SETTINGS_KEY = 'bw:settings';
/** Hash per source: how far it came. */
export const progressKey = (source: string): string => `bw:progress:${source}`;
/** Prefix of BullMQ's own keys, with a hash tag of its own. */
export const QUEUE_PREFIX = '{bw:queue}';
/** Name of the sync's queue and of its schedule. */
export const SYNC_QUEUE = 'redis-sync';
/** Sorted set of BullMQ: the schedules of a queue by the time (ms) of their next run. */
export const schedulesKey = (queue: string): string => `${QUEUE_PREFIX}:${queue}:repeat`;

/** Keys of the history share one hash tag: a script touches a stream together with its sorted set. */
export const HISTORY_PREFIX = '{bw:history}';
export const historyStreamKey = (prefix: string, stream: string): string => `${prefix}:${stream}`;
/** Sorted set: the lists of names that samples have, by the time (ms) of the newest sample that has them. */
export const historyNamesKey = (prefix: string): string => `${prefix}:names`;
/** Sorted set: the ids of the events in a stream, by the time (ms) in the stream's own id. */
export const historyIdsKey = (prefix: string, kind: string): string => `${prefix}:${kind}:ids`;
/** Hash: what all workers have counted. */
export const HISTORY_TOTALS_KEY = `${HISTORY_PREFIX}:totals`;
/** String (JSON): what the worker sees now; see redis/liveState.ts. */
export const LIVE_STATE_KEY = `${HISTORY_PREFIX}:live`;
