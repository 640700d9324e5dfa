import { classifyFailure } from '../db/sqlState.ts';
import { classifyRedisFailure } from '../buffer/redisFailure.ts';

export type PartName = 'Redis' | 'PostgreSQL';

const NAME = 'UnavailableError';

/** A server did not answer, or cannot take it now. The message may be shown; the cause may not. */
export class UnavailableError extends Error {
  /** Next bundles this class for its pages and once more for its routes, and what one of them reads the others share. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === NAME;
  }

  override readonly name = NAME;
  readonly part: PartName;

  constructor(part: PartName, cause: unknown) {
    super(`${part} does not answer now; try again in a few seconds`, { cause });
    this.part = part;
  }
}

/** @throws UnavailableError where Redis is away; any other error as it is. */
export async function fromRedis<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error: unknown) {
    if (error instanceof UnavailableError || isDefect(error)) throw error;
    if (classifyRedisFailure(error) === 'unexpected') throw error;
    throw new UnavailableError('Redis', error);
  }
}

/** @throws UnavailableError where PostgreSQL is away; any other error as it is. */
export async function fromPostgres<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error: unknown) {
    if (error instanceof UnavailableError || classifyFailure(error) !== 'unavailable') throw error;
    throw new UnavailableError('PostgreSQL', error);
  }
}

/** SQLSTATE, Redis' or the system's code, or the kind of error: never a message, which may hold names and addresses. */
export function readFailureCode(error: unknown): string {
  const cause = error instanceof UnavailableError ? error.cause : error;
  if (!(cause instanceof Error)) return 'unknown';
  if (cause.name === 'ReplyError') return cause.message.split(' ', 1)[0]!;
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : cause.name;
}

/** Errors that the language itself throws; any other error that is no reply came from the connection. */
const isDefect = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof ReferenceError ||
  error instanceof SyntaxError;
