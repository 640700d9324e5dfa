import { isSplit } from '../../domain/strategies.ts';
import type pg from 'pg';
import type { FlushTarget, ShardState as FlushState, WriteOutcome } from '../../buffer/ShardFlusher.ts';
import { classifyFailure, readSqlState } from '../../db/sqlState.ts';
import { flushTokens } from '../../db/statements/flushTokens.ts';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { readShardState, type ShardState } from '../../db/statements/syncShard.ts';
import { type TokenEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import type { WriteRecord } from '../types.ts';

/** With where the volatile columns live. */
export type TokenState = FlushState & Pick<ShardState, 'layout'>;

export interface TokenTargetOptions {
  readonly pool: pg.Pool;
  readonly record: (record: Omit<WriteRecord, 'strategy'>) => void;
}

/** Buffered tokens go to token_discovery, or to the tables of `hybrid-split`. */
export function createTokenTarget({ pool, record }: TokenTargetOptions): FlushTarget<TokenState> {
  const recordSince = (
    startedAt: number,
    rest: Pick<WriteRecord, 'kind' | 'op' | 'outcome'> & Partial<Pick<WriteRecord, 'rows' | 'pricePoints'>>,
  ): void => {
    const seconds = (performance.now() - startedAt) / 1_000;
    record({ component: 'RedisSyncJob', rows: 0, pricePoints: 0, seconds, ...rest });
  };

  /**
   * Rows that were announced while creates were buffered. By themselves, before the flush: a row once made stays, whoever
   * makes it, so that it needs no fence, and a refused value beside it does not take the row along.
   */
  async function insertRows(entries: readonly TokenEntry[]): Promise<void> {
    const creates = entries.flatMap(({ identity }) => (identity === null ? [] : [{ identity, order: 0 }]));
    if (creates.length === 0) return;
    const startedAt = performance.now();
    const { inserted } = await insertTokens(pool, creates, 'RedisSyncJob');
    recordSince(startedAt, { kind: 'create', op: 'insert', outcome: 'ok', rows: inserted.length });
  }

  return {
    async readState(shard) {
      const state = await readShardState(pool, shard);
      // `hybrid-split` was left, and its rows are on their way back: what waits is written once they have arrived.
      const isFolding = state.layout === 'split' && !isSplit(state.strategy);
      return isFolding ? null : { epoch: state.epoch, layout: state.layout };
    },

    async write({ shard, state, entries }): Promise<WriteOutcome> {
      const tokens = entries.map(toTokenEntry);
      const updates = tokens.map(({ columns }) => columns);
      const startedAt = performance.now();
      const flushed = { kind: 'sync', op: 'update' } as const;
      try {
        await insertRows(tokens);
        const result = await flushTokens(pool, { shard, ...state, updates, pricePoints: true });
        const { epoch, rowsWritten, pointsWritten, skippedOrder } = result;
        const outcome = epoch === null ? 'fenced' : 'ok';
        recordSince(startedAt, { ...flushed, outcome, rows: rowsWritten, pricePoints: pointsWritten });
        if (epoch === null) return { kind: 'fenced' };
        const missing = new Set(result.missing);
        return {
          kind: 'written',
          epoch,
          rowsWritten,
          pointsWritten,
          missing,
          skippedOrder: skippedOrder ?? 0,
        };
      } catch (error: unknown) {
        const isRefused = classifyFailure(error) === 'poison';
        recordSince(startedAt, { ...flushed, outcome: isRefused ? 'refused' : 'failed' });
        if (!isRefused) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'refused', code: readSqlState(error) ?? '', reason };
      }
    },
  };
}
