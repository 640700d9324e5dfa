import type { TokenRow } from '../../domain/tokenColumns.ts';
import type pg from 'pg';

/** A row of token_current as TokenRow. */
export const TOKEN_JSON = `
json_build_object(
  'mint', mint, 'name', name, 'symbol', symbol, 'uri', uri, 'announced', announced,
  'createdAt', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'market', json_build_object(
    'marketCapUsd', market_cap_usd::text, 'priceUsd', price_usd::text, 'volume24h', volume_24h::text,
    'volume24hSol', volume_24h_sol::text, 'priceChange24h', price_change_24h::text, 'txCount24h', tx_count_24h),
  'status', status,
  'pool', json_build_object(
    'poolAddress', pool_address, 'poolType', pool_type,
    'poolCreatedAt', to_char(pool_created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
  'hotScore', hot_score::text, 'holderCount', holder_count, 'metadata', metadata,
  'orders', json_build_object(
    'market', market_order, 'status', status_order, 'pool', pool_order, 'hotScore', hot_score_order,
    'holderCount', holder_count_order, 'metadata', metadata_order)
)`;

/** The rows of these mints; missing ones are left out. */
export async function readTokenRows(pool: pg.Pool, mints: readonly string[]): Promise<TokenRow[]> {
  const result = await pool.query<{ token: TokenRow }>({
    name: 'read_token_rows',
    text: `
      select ${TOKEN_JSON} as token
      from token_current where mint = any($1)`,
    values: [mints],
  });
  return result.rows.map((row) => row.token);
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
