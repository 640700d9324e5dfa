import type pg from 'pg';
import { TOKEN_JSON, type TokenRow } from './readTokens.ts';

/** Where a page ended: what the next one comes after. */
export interface FeedPosition {
  /** As text, exact; null among the rows without a value. */
  readonly value: string | null;
  readonly mint: string;
}

export interface FeedRow extends FeedPosition {
  readonly token: TokenRow;
}

export interface FeedRequest {
  readonly order: FeedOrder;
  readonly limit: number;
  /** Null: from the top. */
  readonly after: FeedPosition | null;
  /** Part of name or symbol, or the beginning of the mint; null: all. */
  readonly search: string | null;
}

// The four orders as the migration's indexes have them. Only these constants are put into the texts.
const ORDERS = {
  new: {
    column: 'created_at',
    direction: 'desc',
    type: 'timestamptz',
    value: `to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  },
  hot: { column: 'hot_score', direction: 'desc nulls last', type: 'numeric', value: 'hot_score::text' },
  marketCap: {
    column: 'market_cap_usd',
    direction: 'desc nulls last',
    type: 'numeric',
    value: 'market_cap_usd::text',
  },
  volume: { column: 'volume_24h', direction: 'desc nulls last', type: 'numeric', value: 'volume_24h::text' },
} as const;
export type FeedOrder = keyof typeof ORDERS;

/** $1: rows, $2 and $3: value and mint of the position (unused from the top), $4 and $5: patterns of a search. */
const SEARCH = `(mint like $4 or symbol ilike $5 or name ilike $5)`;

function createText(name: FeedOrder, fromTop: boolean, searches: boolean): string {
  const { column, direction, type, value } = ORDERS[name];
  const where = searches ? SEARCH : 'true';
  const order = `${column} ${direction}, mint`;
  if (fromTop) {
    return `
      select ${value} as value, mint, ${TOKEN_JSON} as token
      from token_discovery
      where ${where} and ($2::text is null and $3::text is null)
      order by ${order} limit $1`;
  }
  // Three ranges of one index: the rest of the position's value, what is below it, and what has none.
  return `
    select ${value} as value, mint, ${TOKEN_JSON} as token
    from (
      (select 1 as part, t.* from token_discovery t
       where ${where} and ${column} = $2::${type} and mint > $3 order by mint limit $1)
      union all
      (select 2, t.* from token_discovery t
       where ${where} and ${column} < $2::${type} order by ${order} limit $1)
      union all
      (select 3, t.* from token_discovery t
       where ${where} and ${column} is null and mint > case when $2::${type} is null then $3 else '' end
       order by ${order} limit $1)
    ) t
    order by part, ${order} limit $1`;
}

const texts = new Map<string, string>();

/** One page of the feed by keyset: every page costs the same, however deep it lies. */
export async function readFeed(pool: pg.Pool, request: FeedRequest): Promise<FeedRow[]> {
  const { order, limit, after, search } = request;
  const name = `read_feed_${order}_${after === null ? 'top' : 'next'}${search === null ? '' : '_search'}`;
  const text = texts.get(name) ?? createText(order, after === null, search !== null);
  texts.set(name, text);
  const values = [limit, after?.value ?? null, after?.mint ?? null];
  const result = await pool.query<FeedRow>({
    name,
    text,
    values: search === null ? values : [...values, `${escapePattern(search)}%`, `%${escapePattern(search)}%`],
  });
  return result.rows;
}

const escapePattern = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
