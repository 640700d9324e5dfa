import { isSplit } from '../../domain/strategies.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import { countMarketRows, endSplitLayout, foldMarket } from '../../db/statements/foldMarket.ts';
import { readWriteMode } from '../../db/statements/writeMode.ts';
import type { WriteRecord } from '../types.ts';

/** Enough to make the commit cheap, few enough not to hold up the flushes (about 20 ms). */
const ROWS_PER_FOLD = 500;

export interface MarketFolderOptions {
  readonly pool: pg.Pool;
  readonly logger: Logger;
  /** A token that has not been updated for as long is no longer tracked, wall ms. */
  readonly idleAfterMs: number;
  readonly record: (record: Omit<WriteRecord, 'strategy'>) => void;
}

/** Moves volatile columns from token_market back into the wide rows: when tracking ends, and when `hybrid-split` is left. */
export class MarketFolder {
  private readonly options: MarketFolderOptions;

  constructor(options: MarketFolderOptions) {
    this.options = options;
  }

  /** Folds what has not been updated for long. Returns how many rows it moved. */
  async foldIdle(): Promise<number> {
    const { pool, idleAfterMs } = this.options;
    const before = (Date.now() - idleAfterMs) * 1_000;
    let { idle } = await countMarketRows(pool, before);
    let folded = 0;
    for (; idle > 0; idle -= ROWS_PER_FOLD) folded += await this.fold(before);
    return folded;
  }

  /** Empties token_market and gives up its layout; says how far it is. False: stopped, or `hybrid-split` is active again. */
  async foldAll(signal: AbortSignal): Promise<boolean> {
    const { pool, logger } = this.options;
    const { all } = await countMarketRows(pool, 0);
    for (let folded = 0; !signal.aborted;) {
      if (isSplit((await readWriteMode(pool))?.strategy)) return false;
      const rows = await this.fold(Number.MAX_SAFE_INTEGER);
      folded += rows;
      if (rows > 0) logger.info(`Moved ${folded} of ${all} tokens back into the wide table`);
      else if (await endSplitLayout(pool)) return true;
    }
    return false;
  }

  private async fold(before: number): Promise<number> {
    const startedAt = performance.now();
    const rows = await foldMarket(this.options.pool, { before, limit: ROWS_PER_FOLD });
    const seconds = (performance.now() - startedAt) / 1_000;
    this.options.record({
      component: 'RedisSyncJob',
      kind: 'sync',
      op: 'update',
      outcome: 'ok',
      rows,
      pricePoints: 0,
      seconds,
    });
    return rows;
  }
}
