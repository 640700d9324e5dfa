import type pg from 'pg';
import { type FeedColumns, TOKEN_COLUMNS, toTokenRow } from './feedColumns.ts';
import type { TokenRow } from './readTokens.ts';

/** Where a page ended: what the next one comes after. */
export interface FeedPosition {
  /** As text, exact (a time in µs since the epoch); null among the rows without a value. */
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
    position: `(timestamptz 'epoch' + $2::bigint * interval '1 microsecond')`,
    valueOf: (row: FeedColumns) => String(row.created_us),
  },
  hot: {
    column: 'hot_score',
    direction: 'desc nulls last',
    position: '$2::numeric',
    valueOf: (row: FeedColumns) => row.hot_score,
  },
  marketCap: {
    column: 'market_cap_usd',
    direction: 'desc nulls last',
    position: '$2::numeric',
    valueOf: (row: FeedColumns) => row.market_cap_usd,
  },
  volume: {
    column: 'volume_24h',
    direction: 'desc nulls last',
    position: '$2::numeric',
    valueOf: (row: FeedColumns) => row.volume_24h,
  },
} as const;
export type FeedOrder = keyof typeof ORDERS;

/** token_market with the mints of its rows. */
const TRACKED = 'token_market join tracked_token using (token_id)';

/**
 * A page from both tables that the order's column may live in. Each part is sorted and cut by itself: token_discovery's by
 * an index, passing over what token_market holds; token_market, which is small and has none, is read once.
 */
function createPageText(name: FeedOrder, wideRanges: readonly string[], marketRange: string): string {
  const { column, direction } = ORDERS[name];
  const order = `${column} ${direction}, mint`;
  const inMarket =
    name === 'new' ? '' : 'and not exists (select from token_market m where m.token_id = t.id)';
  const parts = wideRanges.map(
    (range) => `(select mint from token_discovery t where ${range} ${inMarket} order by ${order} limit $1)`,
  );
  if (name !== 'new') {
    parts.push(`(select mint from ${TRACKED} where ${marketRange} order by ${order} limit $1)`);
  }
  return `
    select ${TOKEN_COLUMNS}
    from (select t.* from token_current t join (${parts.join('\n      union all\n      ')}) page using (mint)) t
    order by ${order} limit $1`;
}

/** $1: rows. */
const createTopText = (name: FeedOrder): string => createPageText(name, ['true'], 'true');

/**
 * $1: rows, $2 and $3: value and mint of the position. Three ranges of one index: the rest of the position's value, what
 * is below it, and what has none.
 */
function createNextText(name: FeedOrder): string {
  const { column, position } = ORDERS[name];
  const ranges = [
    `${column} = ${position} and mint > $3`,
    `${column} < ${position}`,
    `${column} is null and mint > case when ${position} is null then $3 else '' end`,
  ];
  return createPageText(name, ranges, `(${ranges.join(' or ')})`);
}

/**
 * $4 and $5: the patterns. No index holds parts of names, so all rows are read once (offset 0 keeps them together): to
 * walk an order's index until enough are found takes several times as long where few or none match.
 */
function createSearchText(name: FeedOrder): string {
  const { column, direction, position } = ORDERS[name];
  return `
    select ${TOKEN_COLUMNS}
    from (
      select * from token_current where mint like $4 or symbol ilike $5 or name ilike $5 offset 0
    ) t
    where $3::text is null or ${column} < ${position} or (${column} = ${position} and mint > $3)
      or (${column} is null and (${position} is not null or mint > $3))
    order by ${column} ${direction}, mint limit $1`;
}

/** One page of the feed by keyset: every page costs the same, however deep it lies. */
export async function readFeed(pool: pg.Pool, request: FeedRequest): Promise<FeedRow[]> {
  const { rows } = await pool.query<FeedColumns>(createQuery(request));
  const { valueOf } = ORDERS[request.order];
  return rows.map((row) => ({ value: valueOf(row), mint: row.mint, token: toTokenRow(row) }));
}

const topTexts = mapOrders(createTopText);
const nextTexts = mapOrders(createNextText);
const searchTexts = mapOrders(createSearchText);

function createQuery({ order, limit, after, search }: FeedRequest): pg.QueryConfig {
  if (search !== null) {
    const patterns = [`${escapePattern(search)}%`, `%${escapePattern(search)}%`];
    // Not prepared: the plan may depend on the pattern.
    return {
      text: searchTexts[order],
      values: [limit, after?.value ?? null, after?.mint ?? null, ...patterns],
    };
  }
  if (after === null) return { name: `read_feed_${order}`, text: topTexts[order], values: [limit] };
  const values = [limit, after.value, after.mint];
  return { name: `read_feed_${order}_next`, text: nextTexts[order], values };
}

function mapOrders(create: (name: FeedOrder) => string): Readonly<Record<FeedOrder, string>> {
  return {
    new: create('new'),
    hot: create('hot'),
    marketCap: create('marketCap'),
    volume: create('volume'),
  };
}

const escapePattern = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
