import { SPLIT_STRATEGIES, UNBUFFERED_STRATEGIES } from '../../domain/strategies.ts';
import type { Queryable } from '../queryable.ts';
import type { GroupedUpdate } from '../../domain/tokenColumns.ts';
import {
  describeEntering,
  describeGroupWrite,
  describeUpdateBatch,
  type UpdateBatch,
  VOLATILE_GROUPS,
  listNames,
} from './updateBatch.ts';
import type { TableLayout } from './writeMode.ts';
import { signStatement } from './signStatement.ts';

export interface FlushResult {
  /** The shard's epoch after this flush; null: fenced, another flush came between and nothing was written. */
  readonly epoch: number | null;
  readonly rowsWritten: number;
  readonly pointsWritten: number;
  /** Mints without a row; meaningless if fenced. */
  readonly missing: readonly string[];
  /** The newest order among rows that were left as they are, null if none. */
  readonly skippedOrder: number | null;
}

export interface FlushInput {
  readonly shard: number;
  /** The shard's epoch, read before the updates were read from the buffer. */
  readonly epoch: number;
  /** Where it takes the volatile columns to live; under another layout nothing is written. */
  readonly layout: TableLayout;
  /** At least one, at most one per mint. */
  readonly updates: readonly GroupedUpdate[];
  readonly pricePoints: boolean;
}

/**
 * Writes a batch in one statement, or nothing if the shard's epoch or the layout moved on. Rows that hold the same values
 * are not touched. A group is written where its order is not older than the row's.
 *
 * The fence is written even for a batch in which nothing changed: otherwise a flush that froze with an older value, read
 * before, could still write it after the newer, unchanged one was acknowledged.
 */
export async function flushTokens(client: Queryable, input: FlushInput): Promise<FlushResult> {
  const batch = describeUpdateBatch(input.updates, 4);
  const result = await client.query<{
    epoch: number | null;
    rows_written: number;
    points_written: number;
    missing: string[];
    skipped_order: number | null;
  }>({
    name: `flush_tokens_${input.layout}_${batch.name}`,
    text: signStatement('RedisSyncJob', input.layout === 'split' ? composeSplit(batch) : composeWide(batch)),
    values: [input.shard, input.epoch, input.pricePoints, ...batch.values],
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

// The lock on write_mode makes a switch of strategy wait for this flush. Once direct updates may come in between (the
// buffer drains after a switch), unchanged rows are written too: their newer order must be in the row, or an older
// direct update could pass. So they are where the mode has changed since this statement began (`seen`): a direct update
// may have come in between. The mode is locked only where a row is unchanged: nothing else needs it.
function composeWide({ groups, input, polledOrder }: UpdateBatch): string {
  const { assignments, isChanged, isNewer, tookMarket } = describeGroupWrite(groups);
  return `
with mode as (
  select strategy, epoch from write_mode for share
), input as materialized (
  select * from ${input}
), fence as (
  update sync_shard set epoch = epoch + 1
  where shard = $1 and epoch = $2 and (select layout = 'wide' from write_mode)
  returning epoch
), written as (
  update token_discovery t set
    ${assignments}
  from input i, fence
  where t.mint = i.mint and (
    ${isChanged}
    or ((${isNewer}) and (select m.strategy in (${listNames(UNBUFFERED_STRATEGIES)}) or m.epoch <> seen.epoch from mode m, write_mode seen))
  )
  returning t.mint, t.id as token_id, t.price_usd, t.market_order, ${tookMarket} as took_market
), unwritten as materialized (
  select i.mint, t.mint is not null as present, t.mint is not null as skipped, ${polledOrder} as polled_order
  from input i left join token_discovery t on t.mint = i.mint
  where i.mint not in (select mint from written)
), ${POINTS}, ${SKIPPED}
${result('(select count(*) from written)')}`;
}

/**
 * Volatile columns go into token_market: where a token has no row there yet, it gets one, with what its wide row and the
 * update hold, and is noted in tracked_token. No direct update comes in between: it needs the other layout.
 */
function composeSplit({ groups, input, polledOrder }: UpdateBatch): string {
  const volatile = groups.filter((group) => VOLATILE_GROUPS.includes(group));
  const { assignments, isChanged, tookMarket } = describeGroupWrite(volatile);
  const wide = describeGroupWrite(groups.filter((group) => !VOLATILE_GROUPS.includes(group)));
  const { columns, values, isVolatile } = describeEntering(volatile);
  const tookMarketToo = volatile.includes('market') ? 'e.market_order = e.update_order' : 'false';
  const updateOrder = volatile.includes('market') ? 'i.market_order' : 'null::bigint';
  return `
with input as materialized (
  select * from ${input}
), fence as (
  update sync_shard set epoch = epoch + 1
  where shard = $1 and epoch = $2 and (select strategy in (${listNames(SPLIT_STRATEGIES)}) from write_mode)
  returning epoch
), updated as (
  update token_market t set
    ${assignments}
  from input i join tracked_token k on k.mint = i.mint, fence
  where t.token_id = k.token_id and (
    ${isChanged}
  )
  returning k.mint, t.token_id, t.price_usd, t.market_order, ${tookMarket} as took_market
), rest as materialized (
  select i.*, m.token_id is not null as tracked
  from input i
    left join tracked_token k on k.mint = i.mint
    left join token_market m on m.token_id = k.token_id
  where i.mint not in (select mint from updated)
), entering (mint, token_id, update_order, ${columns}) as materialized (
  select t.mint, t.id, ${updateOrder}, ${values}
  from rest i join token_discovery t on t.mint = i.mint, fence
  where not i.tracked and (${isVolatile})
), entered as (
  insert into token_market (token_id, ${columns})
  select token_id, ${columns} from entering
), tracked as (
  insert into tracked_token (mint, token_id)
  select mint, token_id from entering
  on conflict do nothing
), wide as (
  update token_discovery t set
    ${wide.assignments}
  from input i, fence
  where t.mint = i.mint and (${wide.isChanged})
  returning 1
), written as (
  select * from updated
  union all
  select e.mint, e.token_id, e.price_usd, e.market_order, ${tookMarketToo}
  from entering e
), unwritten as materialized (
  select i.mint, i.tracked or t.mint is not null as present, i.tracked as skipped, ${polledOrder} as polled_order
  from rest i left join token_discovery t on t.mint = i.mint and not i.tracked
  where i.mint not in (select mint from entering)
), ${POINTS}, ${SKIPPED}
${result('(select count(*) from written) + (select count(*) from wide)')}`;
}

const POINTS = `points as (
  insert into token_price (at, token_id, price_usd)
  select to_timestamp(market_order / 1e6), token_id, price_usd
  from written where took_market and $3
  returning 1
)`;

const SKIPPED = `skipped as (
  select max(polled_order) as newest_order from unwritten where skipped
), kept as (
  insert into skipped_poll as s (shard, newest_order)
  select $1, newest_order from skipped, fence where newest_order is not null
  on conflict (shard) do update set newest_order = greatest(s.newest_order, excluded.newest_order)
)`;

const result = (rowsWritten: string): string => `select
  (select epoch from fence) as epoch,
  (${rowsWritten})::integer as rows_written,
  (select count(*) from points)::integer as points_written,
  (select coalesce(array_agg(mint), '{}') from unwritten where not present) as missing,
  (select newest_order from skipped) as skipped_order`;
