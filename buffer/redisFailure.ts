/** The meaning of a failed Redis command. */
export type RedisFailure =
  /** No memory left under maxmemory with noeviction. */
  | 'full'
  /** Not reachable, loading, read-only, or no answer in time. */
  | 'unavailable'
  /** A defect: a wrong command or argument. */
  | 'unexpected';

const UNAVAILABLE_CODES = new Set([
  'LOADING',
  'READONLY',
  'MISCONF',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'BUSY',
  'NOREPLICAS',
  'NOAUTH',
  'WRONGPASS',
]);

/** Decides by Redis' error code, the first word of an error reply; an error without one came from the connection. */
export function classifyRedisFailure(error: unknown): RedisFailure {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return 'unavailable';
  const code = error.message.split(' ', 1)[0]!;
  if (code === 'OOM') return 'full';
  return UNAVAILABLE_CODES.has(code) ? 'unavailable' : 'unexpected';
}
