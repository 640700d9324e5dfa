import type pg from 'pg';
import type { WriteModeRow } from './writeMode.ts';

/** Makes sure that shards 0 … count − 1 have their row. Writes nothing where they have. */
export async function insertSyncShards(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `insert into sync_shard (shard)
     select shard from generate_series(0, $1::integer - 1) as shard
     where shard not in (select shard from sync_shard)
     on conflict do nothing`,
    [count],
  );
}

export interface ShardState {
  readonly epoch: number;
  readonly strategy: WriteModeRow['strategy'];
  readonly layout: WriteModeRow['layout'];
}

/** The shard's epoch and the active mode: read them before the entries, hand them to flushTokens after. */
export async function readShardState(pool: pg.Pool, shard: number): Promise<ShardState> {
  const result = await pool.query<ShardState>({
    name: 'read_shard_state',
    text: 'select s.epoch, m.strategy, m.layout from sync_shard s, write_mode m where s.shard = $1',
    values: [shard],
  });
  const row = result.rows[0];
  if (row === undefined)
    throw new Error(`sync_shard has no row for shard ${shard}: restart the worker to create it`);
  return row;
}

/** The newest order, over all shards, that was acknowledged without a write because nothing had changed. */
export async function readSkippedOrder(pool: pg.Pool): Promise<number> {
  const result = await pool.query<{ skipped_order: number }>(
    'select coalesce(max(newest_order), 0) as skipped_order from skipped_poll',
  );
  return result.rows[0]!.skipped_order;
}
