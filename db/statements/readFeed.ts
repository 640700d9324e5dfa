import type { FeedSort } from '../../domain/feedSorts.ts';
import type pg from 'pg';
import { type TokenColumns, TOKEN_COLUMNS, toTokenRow } from './tokenRow.ts';
import type { TokenRow } from '../../domain/tokenColumns.ts';

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
  readonly order: FeedSort;
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
    valueOf: (row: TokenColumns) => String(row.created_us),
  },
  hot: {
    column: 'hot_score',
    direction: 'desc nulls last',
    position: '$1::numeric',
    valueOf: (row: TokenColumns) => row.hot_score,
  },
  marketCap: {
    column: 'market_cap_usd',
    direction: 'desc nulls last',
    position: '$1::numeric',
    valueOf: (row: TokenColumns) => row.market_cap_usd,
  },
  volume: {
    column: 'volume_24h',
    direction: 'desc nulls last',
    position: '$1::numeric',
    valueOf: (row: TokenColumns) => row.volume_24h,
  },
} as const satisfies Record<FeedSort, unknown>;

/**
 * A statement reads one of these numbers of rows, which is part of its text: with a parameter PostgreSQL would plan it again
 * each time, which takes as long as to run it. One more than usual pages have: it shows whether there is a next page.
 */
const ROW_COUNTS = [51, 101, 201, 501] as const;

interface PageShape {
  readonly name: FeedSort;
  readonly rows: number;
}

/** The parts together, cut once more before their rows are read; each part gives mint and the order's column. */
function createPageText({ name, rows }: PageShape, parts: readonly string[]): string {
  const { column, direction } = ORDERS[name];
  return `
    select ${TOKEN_COLUMNS}
    from (
      select t.*
      from token_current t
        join (
          select mint from (${parts.join('\n          union all\n          ')}) parts
          order by ${column} ${direction}, mint limit ${rows}
        ) page using (mint)
    ) t
    order by ${column} ${direction}, mint`;
}

/** Part of a page out of token_discovery, by the order's index, passing over what token_market holds. */
function createWidePart({ name, rows }: PageShape, range: string): string {
  const { column, direction } = ORDERS[name];
  const inMarket =
    name === 'new' ? '' : 'and not exists (select from token_market m where m.token_id = t.id)';
  return `(
    select mint, ${column} from token_discovery t where ${range} ${inMarket}
    order by ${column} ${direction}, mint limit ${rows}
  )`;
}

/**
 * Part of a page out of token_market, which is small and has no index by value: its rows are compared with the last one of
 * `wide`, and only those that may come before it are sorted and get their mints. All are, where `wide` ends among rows
 * without a value. `m` is a row of it.
 */
function createMarketPart({ name, rows }: PageShape, range: string): string {
  const { column, direction } = ORDERS[name];
  return `(
    select ${MINT_OF_MARKET_ROW}, ${column}
    from (
      select token_id, ${column} from token_market m
      where ${range} and (${column} >= (select min(${column}) from wide) or (select count(${column}) < ${rows} from wide))
      order by ${column} ${direction} fetch first ${rows} rows with ties
    ) m
  )`;
}

const MINT_OF_MARKET_ROW = '(select mint from tracked_token k where k.token_id = m.token_id)';

/** The first page. */
function createTopText(shape: PageShape): string {
  const wide = createWidePart(shape, 'true');
  if (shape.name === 'new') return createPageText(shape, [wide]);
  return `with wide as materialized ${wide} ${createPageText(shape, ['(table wide)', createMarketPart(shape, 'true')])}`;
}

/**
 * $1 and $2: value and mint of the position. Three ranges of one index: the rest of the position's value, what is below
 * it, and what has none. Those of token_market that have none are read only where the page ends among them.
 */
function createNextText(shape: PageShape): string {
  const { name, rows } = shape;
  const { column, direction, position } = ORDERS[name];
  const withoutValue = `${column} is null and mint > case when ${position} is null then $2 else '' end`;
  const ranges = [`${column} = ${position} and mint > $2`, `${column} < ${position}`, withoutValue];
  const parts = ranges.map((range) => createWidePart(shape, range));
  if (name === 'new') return createPageText(shape, parts);
  const wide = `(
    select mint, ${column} from (${parts.join(' union all ')}) parts order by ${column} ${direction}, mint limit ${rows}
  )`;
  const below = `(${column} < ${position} or (${column} = ${position} and ${MINT_OF_MARKET_ROW} > $2))`;
  const unvalued = `(
    select mint, ${column} from token_market join tracked_token using (token_id)
    where ${withoutValue} and (select count(${column}) < ${rows} from wide)
    order by mint limit ${rows}
  )`;
  return `with wide as materialized ${wide} ${createPageText(shape, ['(table wide)', createMarketPart(shape, below), unvalued])}`;
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
  const { rows } = await pool.query<TokenColumns>(createQuery(request));
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
