import type pg from 'pg';

export interface PriceRow {
  /** ms since the epoch. */
  readonly at: number;
  readonly priceUsd: string | null;
}

/**
 * The newest points of a token since a time (ms), newest first. Reads all tokens' points since then: keep it short.
 * A point is stored twice where a flush was repeated because its acknowledgement was lost: it is read once.
 */
export async function readPrices(
  pool: pg.Pool,
  { mint, since, limit }: { readonly mint: string; readonly since: number; readonly limit: number },
): Promise<PriceRow[]> {
  const result = await pool.query<PriceRow>({
    name: 'read_prices',
    text: `
      select distinct (extract(epoch from at) * 1000)::float8 as at, price_usd::text as "priceUsd"
      from token_price
      where at > to_timestamp($2::float8 / 1000) and token_id = (select id from token_discovery where mint = $1)
      order by 1 desc limit $3`,
    values: [mint, since, limit],
  });
  return result.rows;
}
