import { pino } from 'pino';

/**
 * An error as it may be logged: type, message, stack and codes. Objects on it are left out: an error of Redis carries the
 * command that failed, and the arguments of AUTH and HELLO are passwords.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const described = Object.entries(pino.stdSerializers.err(error));
  return Object.fromEntries(described.filter(([, value]) => typeof value !== 'object'));
}
