import type pg from 'pg';
import { flushTokens } from '../../db/statements/flushTokens.ts';
import { readShardState, type ShardState } from '../../db/statements/syncShard.ts';
import { toGroupedUpdate } from '../../db/statements/updateBatch.ts';
import { updateTokens } from '../../db/statements/updateTokens.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import type { TokenBufferManager } from '../../worker/services/TokenBufferManager.ts';
import { writeBatch } from '../arms/writeBatch.ts';
import type { BenchServers } from '../servers.ts';

/** One way to do the work: takes the n-th slice of updates, returns when they are accepted. */
export type Arm = (updates: readonly TokenUpdate[]) => Promise<void>;

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
  (updates) =>
    writeBatch(pool, updates);

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
