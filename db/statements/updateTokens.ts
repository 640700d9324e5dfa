import { UNBUFFERED_STRATEGIES } from '../../domain/strategies.ts';
import type { Queryable } from '../queryable.ts';
import type { GroupedUpdate } from '../../domain/tokenColumns.ts';
import { describeGroupWrite, describeUpdateBatch, type UpdateBatch, listNames } from './updateBatch.ts';
import { signStatement } from './signStatement.ts';

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
  /** At least one, at most one per mint. */
  readonly updates: readonly GroupedUpdate[];
  readonly component: string;
  /**
   * The order of polled values, null for events. A poll older than one that was acknowledged without a write (nothing
   * had changed, so its order is in no row) is stale as a whole.
   */
  readonly polledOrder: number | null;
}

/**
 * Writes updates at once, in one statement, if the strategy is still direct in this epoch. A group is written where
 * its order is not older than the row's.
 */
export async function updateTokens(client: Queryable, input: UpdateInput): Promise<UpdateResult> {
  const batch = describeUpdateBatch(input.updates, 3);
  const result = await client.query<{
    allowed: boolean;
    stale: boolean;
    rows_written: number;
    points_written: number;
    missing: string[];
  }>({
    name: `update_tokens_${input.component}_${batch.name}`,
    text: signStatement(input.component, composeUpdate(batch)),
    values: [input.epoch, input.polledOrder ?? Number.MAX_SAFE_INTEGER, ...batch.values],
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

// FOR SHARE makes PostgreSQL look at the newest version of the row: a switch of strategy waits for the updates in
// flight, and an update that comes after it, however late, finds another epoch.
function composeUpdate({ groups, input }: UpdateBatch): string {
  const { assignments, tookMarket } = describeGroupWrite(groups);
  return `
with gate as (
  select 1 from write_mode where epoch = $1 and strategy in (${listNames(UNBUFFERED_STRATEGIES)}) for share
), skipped as (
  select coalesce(max(newest_order), 0) > $2::bigint as stale from skipped_poll
), input as materialized (
  select * from ${input}
), written as (
  update token_discovery t set
    ${assignments}
  from input i, gate, skipped
  where t.mint = i.mint and not skipped.stale
  returning t.mint, t.id as token_id, t.price_usd, t.market_order, ${tookMarket} as took_market
), points as (
  insert into token_price (at, token_id, price_usd)
  select to_timestamp(market_order / 1e6), token_id, price_usd
  from written where took_market
  returning 1
)
select
  exists (select from gate) as allowed,
  (select stale from skipped) as stale,
  (select count(*) from written)::integer as rows_written,
  (select count(*) from points)::integer as points_written,
  (select coalesce(array_agg(mint), '{}') from input where mint not in (select mint from written)) as missing`;
}
