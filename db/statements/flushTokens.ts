import type { Queryable } from '../queryable.ts';
import type { GroupedUpdate } from '../tokenColumns.ts';
import { toColumnArrays } from './updateColumns.ts';

// The lock on write_mode makes a switch of strategy wait for this flush. Once direct updates may come in between (the
// buffer drains after a switch), unchanged rows are written too: their newer order must stand in the row, or an older
// direct update could pass.
const FLUSH_TOKENS = `
with mode as (
  select strategy from write_mode for share
), input as materialized (
  select * from unnest(
    $3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[], $9::bigint[],
    $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::numeric[], $15::integer[], $16::jsonb[],
    $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[]
  ) as i (
    mint, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, tx_count_24h,
    status, pool_address, pool_type, pool_created_at, hot_score, holder_count, metadata,
    market_order, status_order, pool_order, hot_score_order, holder_count_order, metadata_order
  )
), compared as (
  select i.*, t.mint is not null as present,
    i.market_order >= t.market_order
      and (i.market_cap_usd, i.price_usd, i.volume_24h, i.volume_24h_sol, i.price_change_24h, i.tx_count_24h)
        is distinct from
          (t.market_cap_usd, t.price_usd, t.volume_24h, t.volume_24h_sol, t.price_change_24h, t.tx_count_24h)
      as market_changed,
    i.status_order >= t.status_order and i.status is distinct from t.status as status_changed,
    i.pool_order > t.pool_order as pool_changed,
    i.hot_score_order >= t.hot_score_order and i.hot_score is distinct from t.hot_score as hot_score_changed,
    i.holder_count_order >= t.holder_count_order and i.holder_count is distinct from t.holder_count
      as holder_count_changed,
    i.metadata_order > t.metadata_order as metadata_changed
  from input i left join token_discovery t on t.mint = i.mint
), looked as materialized (
  select *, coalesce(market_changed, false) or coalesce(status_changed, false) or coalesce(pool_changed, false)
    or coalesce(hot_score_changed, false) or coalesce(holder_count_changed, false)
    or coalesce(metadata_changed, false)
    or coalesce((select strategy = 'direct' from mode), false) as changed
  from compared
), skipped as (
  select max(greatest(market_order, hot_score_order, holder_count_order)) as newest_order
  from looked where present and not changed
), fence as (
  update sync_shard s
  set epoch = s.epoch + 1, skipped_order = greatest(s.skipped_order, (select newest_order from skipped))
  where s.shard = $1 and s.epoch = $2
  returning s.epoch
), written as (
  update token_discovery t set
    market_cap_usd = case when l.market_order >= t.market_order then l.market_cap_usd else t.market_cap_usd end,
    price_usd = case when l.market_order >= t.market_order then l.price_usd else t.price_usd end,
    volume_24h = case when l.market_order >= t.market_order then l.volume_24h else t.volume_24h end,
    volume_24h_sol = case when l.market_order >= t.market_order then l.volume_24h_sol else t.volume_24h_sol end,
    price_change_24h = case when l.market_order >= t.market_order then l.price_change_24h else t.price_change_24h end,
    tx_count_24h = case when l.market_order >= t.market_order then l.tx_count_24h else t.tx_count_24h end,
    status = case when l.status_order >= t.status_order then l.status else t.status end,
    pool_address = case when l.pool_order >= t.pool_order then l.pool_address else t.pool_address end,
    pool_type = case when l.pool_order >= t.pool_order then l.pool_type else t.pool_type end,
    pool_created_at = case when l.pool_order >= t.pool_order then l.pool_created_at else t.pool_created_at end,
    hot_score = case when l.hot_score_order >= t.hot_score_order then l.hot_score else t.hot_score end,
    holder_count = case when l.holder_count_order >= t.holder_count_order then l.holder_count else t.holder_count end,
    metadata = case when l.metadata_order >= t.metadata_order then l.metadata else t.metadata end,
    market_order = greatest(t.market_order, l.market_order),
    status_order = greatest(t.status_order, l.status_order),
    pool_order = greatest(t.pool_order, l.pool_order),
    hot_score_order = greatest(t.hot_score_order, l.hot_score_order),
    holder_count_order = greatest(t.holder_count_order, l.holder_count_order),
    metadata_order = greatest(t.metadata_order, l.metadata_order)
  from looked l, fence
  where l.changed and t.mint = l.mint
  returning t.mint, t.price_usd, t.market_cap_usd, l.market_changed, l.market_order
), points as (
  insert into token_price (at, mint, price_usd, market_cap_usd)
  select to_timestamp(market_order / 1e6), mint, price_usd, market_cap_usd
  from written where market_changed and $23
  returning 1
)
select
  (select epoch from fence) as epoch,
  (select count(*) from written)::integer as rows_written,
  (select count(*) from points)::integer as points_written,
  (select coalesce(array_agg(mint), '{}') from looked where not present) as missing,
  (select newest_order from skipped) as skipped_order`;

export interface FlushResult {
  /** The shard's epoch after this flush; null: fenced, another flush came between and nothing was written. */
  readonly epoch: number | null;
  readonly rowsWritten: number;
  readonly pointsWritten: number;
  /** Mints without a row. */
  readonly missing: readonly string[];
  /** The newest order among rows that were left as they are, null if none. */
  readonly skippedOrder: number | null;
}

export interface FlushInput {
  readonly shard: number;
  /** The shard's epoch, read before the updates were read from the buffer. */
  readonly epoch: number;
  /** At most one update per mint. */
  readonly updates: readonly GroupedUpdate[];
  readonly pricePoints: boolean;
}

/**
 * Writes a batch in one statement, or nothing if the shard's epoch moved on. Rows that hold the same values are not
 * touched. A group is written where its order is not older than the row's.
 *
 * The fence stands even for a batch in which nothing changed: otherwise a flush that froze with an older value, read
 * before, could still write it after the newer, unchanged one was acknowledged.
 */
export async function flushTokens(client: Queryable, input: FlushInput): Promise<FlushResult> {
  const result = await client.query<{
    epoch: number | null;
    rows_written: number;
    points_written: number;
    missing: string[];
    skipped_order: number | null;
  }>({
    name: 'flush_tokens',
    text: `/* breakwater:RedisSyncJob */ ${FLUSH_TOKENS}`,
    values: [input.shard, input.epoch, ...toColumnArrays(input.updates), input.pricePoints],
  });
  const row = result.rows[0]!;
  return {
    epoch: row.epoch,
    rowsWritten: row.rows_written,
    pointsWritten: row.points_written,
    missing: row.missing,
    skippedOrder: row.skipped_order,
  };
}
