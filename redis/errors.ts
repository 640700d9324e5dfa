import { pino } from 'pino';

/** What a failed Redis command means. */
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

/**
 * An error as it may be logged: type, message, stack and codes. Objects on it are left out: an error of Redis carries the
 * command that failed, and the arguments of AUTH and HELLO are passwords.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const described = Object.entries(pino.stdSerializers.err(error));
  return Object.fromEntries(described.filter(([, value]) => typeof value !== 'object'));
}
