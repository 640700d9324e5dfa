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
    position: `(timestamptz 'epoch' + $1::bigint * interval '1 microsecond')`,
    valueOf: (row: FeedColumns) => String(row.created_us),
  },
  hot: {
    column: 'hot_score',
    direction: 'desc nulls last',
    position: '$1::numeric',
    valueOf: (row: FeedColumns) => row.hot_score,
  },
  marketCap: {
    column: 'market_cap_usd',
    direction: 'desc nulls last',
    position: '$1::numeric',
    valueOf: (row: FeedColumns) => row.market_cap_usd,
  },
  volume: {
    column: 'volume_24h',
    direction: 'desc nulls last',
    position: '$1::numeric',
    valueOf: (row: FeedColumns) => row.volume_24h,
  },
} as const;
export type FeedOrder = keyof typeof ORDERS;

/**
 * A statement reads one of these numbers of rows, which stands in its text: with a parameter PostgreSQL would plan it anew
 * each time, which takes as long as to run it. One more than usual pages have: it tells whether there is a next page.
 */
const ROW_COUNTS = [51, 101, 201, 501] as const;

interface PageShape {
  readonly name: FeedOrder;
  readonly rows: number;
}

/** token_market with the mints of its rows. */
const TRACKED = 'token_market join tracked_token using (token_id)';

/**
 * A page from both tables that the order's column may live in. Each part is sorted and cut by itself: token_discovery's by
 * an index, passing over what token_market holds; token_market, which is small and has none, is read once. All parts
 * together are cut once more before their rows are read.
 */
function createPageText(
  { name, rows }: PageShape,
  wideRanges: readonly string[],
  marketRange: string,
): string {
  const { column, direction } = ORDERS[name];
  const order = `order by ${column} ${direction}, mint`;
  const cut = `${order} limit ${rows}`;
  const inMarket =
    name === 'new' ? '' : 'and not exists (select from token_market m where m.token_id = t.id)';
  const parts = wideRanges.map(
    (range) => `(select mint, ${column} from token_discovery t where ${range} ${inMarket} ${cut})`,
  );
  if (name !== 'new') parts.push(`(select mint, ${column} from ${TRACKED} where ${marketRange} ${cut})`);
  return `
    select ${TOKEN_COLUMNS}
    from (
      select t.*
      from token_current t
        join (select mint from (${parts.join('\n      union all\n      ')}) parts ${cut}) page using (mint)
    ) t
    ${order}`;
}

const createTopText = (shape: PageShape): string => createPageText(shape, ['true'], 'true');

/**
 * $1 and $2: value and mint of the position. Three ranges of one index: the rest of the position's value, what is below
 * it, and what has none.
 */
function createNextText(shape: PageShape): string {
  const { column, position } = ORDERS[shape.name];
  const ranges = [
    `${column} = ${position} and mint > $2`,
    `${column} < ${position}`,
    `${column} is null and mint > case when ${position} is null then $2 else '' end`,
  ];
  return createPageText(shape, ranges, `(${ranges.join(' or ')})`);
}

/**
 * $3 and $4: the patterns. No index holds parts of names, so all rows are read once (offset 0 keeps them together): to
 * walk an order's index until enough are found takes several times as long where few or none match.
 */
function createSearchText({ name, rows }: PageShape): string {
  const { column, direction, position } = ORDERS[name];
  return `
    select ${TOKEN_COLUMNS}
    from (
      select * from token_current where mint like $3 or symbol ilike $4 or name ilike $4 offset 0
    ) t
    where $2::text is null or ${column} < ${position} or (${column} = ${position} and mint > $2)
      or (${column} is null and (${position} is not null or mint > $2))
    order by ${column} ${direction}, mint limit ${rows}`;
}

/** One page of the feed by keyset: every page costs the same, however deep it lies. */
export async function readFeed(pool: pg.Pool, request: FeedRequest): Promise<FeedRow[]> {
  const { rows } = await pool.query<FeedColumns>(createQuery(request));
  const { valueOf } = ORDERS[request.order];
  return rows
    .slice(0, request.limit)
    .map((row) => ({ value: valueOf(row), mint: row.mint, token: toTokenRow(row) }));
}

function createQuery({ order: name, limit, after, search }: FeedRequest): pg.QueryConfig {
  const rows = ROW_COUNTS.find((count) => count >= limit);
  if (rows === undefined)
    throw new RangeError(`limit is ${limit}: it takes ${ROW_COUNTS.at(-1)} at the most`);
  const shape = { name, rows };
  const values = after === null ? [] : [after.value, after.mint];
  if (search !== null) {
    const patterns = [`${escapePattern(search)}%`, `%${escapePattern(search)}%`];
    // Not prepared: the plan may depend on the pattern.
    return {
      text: createSearchText(shape),
      values: [after?.value ?? null, after?.mint ?? null, ...patterns],
    };
  }
  return after === null
    ? { name: `read_feed_${name}_${rows}`, text: createTopText(shape), values }
    : { name: `read_feed_${name}_${rows}_next`, text: createNextText(shape), values };
}

const escapePattern = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
