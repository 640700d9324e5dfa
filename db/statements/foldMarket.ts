import { SPLIT_STRATEGIES } from '../../domain/strategies.ts';
import type pg from 'pg';
import { releaseAfterFailure } from '../releaseAfterFailure.ts';
import { VOLATILE_COLUMNS } from './updateBatch.ts';
import { signStatement } from './signStatement.ts';

const ORDERS = VOLATILE_COLUMNS.filter((column) => column.endsWith('_order'));

const FOLD_MARKET = signStatement(
  'RedisSyncJob',
  `
with folded as (
  delete from token_market where token_id in (
    select token_id from token_market where greatest(${ORDERS.join(', ')}) < $1 order by token_id limit $2
  )
  returning *
), untracked as (
  delete from tracked_token k using folded f where k.token_id = f.token_id
  returning k.mint, f.*
)
update token_discovery t
set ${VOLATILE_COLUMNS.map((column) => `${column} = f.${column}`).join(', ')}
from untracked f where f.mint = t.mint`,
);

/**
 * Moves the volatile columns of up to `limit` tokens whose orders (µs) are all older than `before` from token_market
 * back into their wide rows, and returns how many. Every shard is fenced first: a flush that took one of them to be in
 * token_market is done, or writes nothing.
 */
export async function foldMarket(pool: pg.Pool, { before, limit }: FoldInput): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('update sync_shard set epoch = epoch + 1');
    const { rowCount } = await client.query({
      name: 'fold_market',
      text: FOLD_MARKET,
      values: [before, limit],
    });
    await client.query('commit');
    client.release();
    return rowCount ?? 0;
  } catch (error: unknown) {
    await releaseAfterFailure(client, error);
    throw error;
  }
}

export interface FoldInput {
  readonly before: number;
  readonly limit: number;
}

/** How many tokens have their volatile columns in token_market; of these, how many have not changed since `before` (µs). */
export async function countMarketRows(pool: pg.Pool, before: number): Promise<{ all: number; idle: number }> {
  const result = await pool.query<{ all: number; idle: number }>({
    name: 'count_market_rows',
    text: `select count(*) as all, count(*) filter (where greatest(${ORDERS.join(', ')}) < $1) as idle from token_market`,
    values: [before],
  });
  return result.rows[0]!;
}

/** Takes the split layout away once token_market is empty and another strategy is active. Returns whether it is gone. */
export async function endSplitLayout(pool: pg.Pool): Promise<boolean> {
  await pool.query(
    `update write_mode set layout = 'wide'
     where layout = 'split' and strategy <> all($1) and not exists (select from token_market)`,
    [SPLIT_STRATEGIES],
  );
  const result = await pool.query<{ layout: string }>('select layout from write_mode');
  return result.rows[0]?.layout === 'wide';
}
