import { readSqlState } from '../db/sqlState.ts';

/** Null where the server says no: a right is missing, a name has gone, it took too long. A connection that broke is another matter. */
export async function orRefused<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (error: unknown) {
    if (readSqlState(error) === undefined) throw error;
    return null;
  }
}
