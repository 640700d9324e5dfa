import type { Queryable } from '../queryable.ts';
import type { GroupedUpdate } from '../tokenColumns.ts';
import { toColumnArrays } from './updateColumns.ts';

// FOR SHARE makes PostgreSQL look at the newest version of the row: a switch of strategy waits for the updates in
// flight, and an update that comes after it, however late, finds another epoch.
const UPDATE_TOKENS = `
with gate as (
  select 1 from write_mode where epoch = $1 and strategy = 'direct' for share
), skipped as (
  select coalesce(max(skipped_order), 0) > $22::bigint as stale from sync_shard
), input as materialized (
  select * from unnest(
    $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::bigint[],
    $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::numeric[], $14::integer[], $15::jsonb[],
    $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[]
  ) as i (
    mint, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, tx_count_24h,
    status, pool_address, pool_type, pool_created_at, hot_score, holder_count, metadata,
    market_order, status_order, pool_order, hot_score_order, holder_count_order, metadata_order
  )
), written as (
  update token_discovery t set
    market_cap_usd = case when i.market_order >= t.market_order then i.market_cap_usd else t.market_cap_usd end,
    price_usd = case when i.market_order >= t.market_order then i.price_usd else t.price_usd end,
    volume_24h = case when i.market_order >= t.market_order then i.volume_24h else t.volume_24h end,
    volume_24h_sol = case when i.market_order >= t.market_order then i.volume_24h_sol else t.volume_24h_sol end,
    price_change_24h = case when i.market_order >= t.market_order then i.price_change_24h else t.price_change_24h end,
    tx_count_24h = case when i.market_order >= t.market_order then i.tx_count_24h else t.tx_count_24h end,
    status = case when i.status_order >= t.status_order then i.status else t.status end,
    pool_address = case when i.pool_order >= t.pool_order then i.pool_address else t.pool_address end,
    pool_type = case when i.pool_order >= t.pool_order then i.pool_type else t.pool_type end,
    pool_created_at = case when i.pool_order >= t.pool_order then i.pool_created_at else t.pool_created_at end,
    hot_score = case when i.hot_score_order >= t.hot_score_order then i.hot_score else t.hot_score end,
    holder_count = case when i.holder_count_order >= t.holder_count_order then i.holder_count else t.holder_count end,
    metadata = case when i.metadata_order >= t.metadata_order then i.metadata else t.metadata end,
    market_order = greatest(t.market_order, i.market_order),
    status_order = greatest(t.status_order, i.status_order),
    pool_order = greatest(t.pool_order, i.pool_order),
    hot_score_order = greatest(t.hot_score_order, i.hot_score_order),
    holder_count_order = greatest(t.holder_count_order, i.holder_count_order),
    metadata_order = greatest(t.metadata_order, i.metadata_order)
  from input i, gate, skipped
  where t.mint = i.mint and not skipped.stale
  returning t.mint, t.price_usd, t.market_cap_usd, t.market_order = i.market_order as market_written, t.market_order
), points as (
  insert into token_price (at, mint, price_usd, market_cap_usd)
  select to_timestamp(market_order / 1e6), mint, price_usd, market_cap_usd
  from written where market_written
  returning 1
)
select
  exists (select from gate) as allowed,
  (select stale from skipped) as stale,
  (select count(*) from written)::integer as rows_written,
  (select count(*) from points)::integer as points_written,
  (select coalesce(array_agg(mint), '{}') from input where mint not in (select mint from written)) as missing`;

export interface UpdateResult {
  /** False: the strategy is no longer direct, or its epoch moved on; nothing was written. */
  readonly allowed: boolean;
  /** True: newer polls were acknowledged before; nothing was written. */
  readonly stale: boolean;
  readonly rowsWritten: number;
  readonly pointsWritten: number;
  /** Mints without a row; meaningless unless allowed. */
  readonly missing: readonly string[];
}

export interface UpdateInput {
  readonly epoch: number;
  /** At most one update per mint. */
  readonly updates: readonly GroupedUpdate[];
  readonly component: string;
  /**
   * The order of polled values, null for events. A poll older than one that was acknowledged without a write (nothing
   * had changed, so its order stands in no row) is stale as a whole.
   */
  readonly polledOrder: number | null;
}

/**
 * Writes updates at once, in one statement, if the strategy is still direct in this epoch. A group is written where
 * its order is not older than the row's.
 */
export async function updateTokens(client: Queryable, input: UpdateInput): Promise<UpdateResult> {
  const result = await client.query<{
    allowed: boolean;
    stale: boolean;
    rows_written: number;
    points_written: number;
    missing: string[];
  }>({
    name: `update_tokens_${input.component}`,
    text: `/* breakwater:${input.component} */ ${UPDATE_TOKENS}`,
    values: [input.epoch, ...toColumnArrays(input.updates), input.polledOrder ?? Number.MAX_SAFE_INTEGER],
  });
  const row = result.rows[0]!;
  return {
    allowed: row.allowed,
    stale: row.stale,
    rowsWritten: row.rows_written,
    pointsWritten: row.points_written,
    missing: row.missing,
  };
}
