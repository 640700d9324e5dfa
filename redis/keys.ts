/** Sorted set of tracked mints by the order in which tracking began. */
export const TRACKED_KEY = 'bw:tracked';
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

/** What is kept of a watched server begins with its name. */
const watchPrefix = (name: string): string => `{bw:watch:${name}}`;
/** Hash: the alerts of a server that fire, and what was said of them. */
export const watchedAlertsKey = (name: string): string => `${watchPrefix(name)}:alerts`;
export const ALERTS_KEY = `${HISTORY_PREFIX}:alerts`;
/** String (JSON): what keeps its updates from being HOT. */
export const watchedHotKey = (name: string): string => `${watchPrefix(name)}:hot`;
export const watchedLiveKey = (name: string): string => `${watchPrefix(name)}:live`;
/** String: the system identifier of the server that was seen last under this name. */
export const watchedIdentityKey = (name: string): string => `${watchPrefix(name)}:identity`;
/** A standby and a clone share the identifier, so the name is a part of it; another server behind the name begins anew. */
export const watchedHistoryPrefix = (name: string, identity: string): string =>
  `${watchPrefix(name)}:${identity}`;
/** String: ms since the epoch at which that server was first seen under this name. */
export const watchedSinceKey = (name: string, identity: string): string =>
  `${watchedHistoryPrefix(name, identity)}:since`;

/** Hash: what is said of each imported log, by its id. */
export const LOG_IMPORTS_KEY = '{bw:imports}';
/** String (JSON, gzip): the records of one. */
export const logImportKey = (id: string): string => `${LOG_IMPORTS_KEY}:${id}`;
