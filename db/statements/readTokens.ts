import type { TokenRow } from '../../domain/tokenColumns.ts';
import type pg from 'pg';
import { TOKEN_COLUMNS, type TokenColumns, toTokenRow } from './tokenRow.ts';

/** The rows of these mints; missing ones are left out. */
export async function readTokenRows(pool: pg.Pool, mints: readonly string[]): Promise<TokenRow[]> {
  const result = await pool.query<TokenColumns>({
    name: 'read_token_rows',
    text: `select ${TOKEN_COLUMNS} from token_current where mint = any($1)`,
    values: [mints],
  });
  return result.rows.map(toTokenRow);
}

/** Which of these mints have a row. */
export async function readExistingMints(pool: pg.Pool, mints: readonly string[]): Promise<string[]> {
  const result = await pool.query<{ mint: string }>({
    name: 'read_existing_mints',
    text: 'select mint from token_discovery where mint = any($1)',
    values: [mints],
  });
  return result.rows.map((row) => row.mint);
}

/** The newest mints, newest first. */
export async function readNewestMints(pool: pg.Pool, count: number): Promise<string[]> {
  const result = await pool.query<{ mint: string }>(
    'select mint from token_discovery order by created_at desc, mint limit $1',
    [count],
  );
  return result.rows.map((row) => row.mint);
}

/** How many rows the table holds: exact, so not for the hot path. */
export async function countTokens(pool: pg.Pool): Promise<number> {
  const result = await pool.query<{ count: number }>('select count(*) as count from token_discovery');
  return result.rows[0]!.count;
}
