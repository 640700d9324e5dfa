import type { Queryable } from '../db/queryable.ts';
import { readOnly } from '../db/readOnly.ts';
import { readSqlState } from '../db/sqlState.ts';
import type { HotAnswer } from '../domain/hot.ts';
import { findHotPreventers } from '../model/hot/findHotPreventers.ts';
import { readHotTables } from './statements/readHotTables.ts';
import { readUpdateStatements } from './statements/readUpdateStatements.ts';

/** By SQLSTATE; without names and addresses. */
const PROBLEMS: Readonly<Record<string, string>> = {
  '42501':
    'PostgreSQL does not let this role read the statistics of tables and statements (42501): grant it pg_monitor',
  '57014': 'Reading tables and statements took longer than 3 s and was given up (57014): it is tried again',
};

/**
 * What keeps the updates of this database from being HOT; where a right is missing or it takes too long, the sentence
 * that says so.
 */
export async function readHotReport(client: Queryable): Promise<HotAnswer> {
  try {
    const statements = await readUpdateStatements(client);
    const tables = await readHotTables(client);
    const [now] = await readOnly<{ at: number; database: string }>(
      client,
      `select (extract(epoch from clock_timestamp()) * 1000)::float8 as at, current_database() as database`,
    );
    return { ...now!, ...findHotPreventers(tables, statements) };
  } catch (error: unknown) {
    const problem = PROBLEMS[readSqlState(error) ?? ''];
    if (problem === undefined) throw error;
    return { at: Date.now(), problem };
  }
}
