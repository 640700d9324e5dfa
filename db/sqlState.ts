import pg from 'pg';

/** The meaning of a failed statement for the rows that it carried. */
export type FailureKind =
  /** The rows themselves are refused (SQLSTATE 22, 23, 54): the same rows will fail again. */
  | 'poison'
  /** The server cannot take it now (08, 40, 53, 55, 57, 58, 25006, broken connection): the same rows may pass later. */
  | 'unavailable'
  /** Anything else: a defect or a missing right; retried like an outage, and reported. */
  | 'unexpected';

const POISON_CLASSES = new Set(['22', '23', '54']);
const UNAVAILABLE_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);
const READ_ONLY_TRANSACTION = '25006';

/** SQLSTATE of an error, or undefined where it did not come from the server (a broken connection, a time-out). */
export function readSqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Classes after https://www.postgresql.org/docs/18/errcodes-appendix.html. */
export function classifyFailure(error: unknown): FailureKind {
  const state = readSqlState(error);
  if (state === undefined) return isDefect(error) ? 'unexpected' : 'unavailable';
  if (POISON_CLASSES.has(state.slice(0, 2))) return 'poison';
  if (state === READ_ONLY_TRANSACTION || UNAVAILABLE_CLASSES.has(state.slice(0, 2))) return 'unavailable';
  return 'unexpected';
}

function isDefect(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
