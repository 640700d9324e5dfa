import type pg from 'pg';
import { flushTokens } from '../db/statements/flushTokens.ts';
import { readShardState, type ShardState } from '../db/statements/syncShard.ts';
import { describeUpdateBatch, toGroupedUpdate } from '../db/statements/updateBatch.ts';
import { updateTokens } from '../db/statements/updateTokens.ts';
import type { TokenUpdate } from '../db/tokenColumns.ts';
import type { TokenBufferManager } from '../worker/services/TokenBufferManager.ts';
import type { BenchServers } from './servers.ts';

/** One way to do the work: takes the n-th slice of updates, returns when they are accepted. */
export type Arm = (updates: readonly TokenUpdate[]) => Promise<void>;

const BARE_UNNEST = `
update token_discovery t set
  market_cap_usd = i.market_cap_usd, price_usd = i.price_usd, volume_24h = i.volume_24h,
  volume_24h_sol = i.volume_24h_sol, price_change_24h = i.price_change_24h, tx_count_24h = i.tx_count_24h,
  status = i.status
from unnest($1::text[], $2::numeric[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::bigint[], $8::text[])
  as i (mint, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, tx_count_24h, status)
where t.mint = i.mint`;

/** Pipelined HSET of the same eight fields through the same client: what Redis and ioredis can do at the most. */
export const plainHset =
  ({ redis }: BenchServers): Arm =>
  async (updates) => {
    const pipeline = redis.pipeline();
    for (const { mint, market, status } of updates) {
      const { marketCapUsd, priceUsd, volume24h, volume24hSol, priceChange24h, txCount24h } = market!;
      const values = {
        mint,
        status,
        marketCapUsd,
        priceUsd,
        volume24h,
        volume24hSol,
        priceChange24h,
        txCount24h,
      };
      pipeline.hset(`plain:${mint}`, values);
    }
    await pipeline.exec();
  };

export const bufferPut =
  (buffer: TokenBufferManager): Arm =>
  async (updates) => {
    await buffer.bufferTokens(updates, { epoch: 1, polled: true, target: 'dirty' });
  };

/** The bare statement: no fence, no comparison, no order. */
export const bareUnnest =
  (pool: pg.Pool): Arm =>
  async (updates) => {
    // The columns without their orders.
    const values = describeUpdateBatch(updates.map(toGroupedUpdate), 1).values.slice(0, 8);
    await pool.query({ name: 'bare_unnest', text: BARE_UNNEST, values: [...values] });
  };

/** As the flusher runs it: the epoch comes from the flush before. */
export function flushStatement(pool: pg.Pool): Arm {
  let state: ShardState | null = null;
  return async (updates) => {
    state ??= await readShardState(pool, 0);
    const { epoch, layout } = state;
    const input = { shard: 0, epoch, layout, updates: updates.map(toGroupedUpdate), pricePoints: false };
    const result = await flushTokens(pool, input);
    // Another arm may have flushed in between.
    if (result.epoch === null) state = await readShardState(pool, 0);
    else if (result.rowsWritten !== updates.length)
      throw new Error(`flush wrote ${result.rowsWritten} of ${updates.length} rows`);
    else state = { ...state, epoch: result.epoch };
  };
}

/** Put, read, flush with price points, acknowledge. */
export const wholeFlush =
  (buffer: TokenBufferManager): Arm =>
  async (updates) => {
    await buffer.bufferTokens(updates, { epoch: 1, polled: true, target: 'dirty' });
    await buffer.syncBufferedTokens();
  };

export const direct =
  (pool: pg.Pool, epoch: () => number): Arm =>
  async (updates) => {
    for (const update of updates) {
      const input = {
        epoch: epoch(),
        updates: [toGroupedUpdate(update)],
        component: 'bench',
        polledOrder: null,
      };
      const result = await updateTokens(pool, input);
      if (result.rowsWritten !== 1) throw new Error('a direct update wrote no row');
    }
  };
