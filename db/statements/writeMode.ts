import { isSplit } from '../../domain/strategies.ts';
import type pg from 'pg';

/** Where the volatile columns of tokens live: in the wide row, or in token_market for those that have a row there. */
export type TableLayout = 'wide' | 'split';

export interface WriteModeRow {
  readonly strategy: string;
  readonly epoch: number;
  readonly layout: TableLayout;
}

/** The active strategy; null before the first start. */
export async function readWriteMode(pool: pg.Pool): Promise<WriteModeRow | null> {
  const result = await pool.query<WriteModeRow>('select strategy, epoch, layout from write_mode');
  return result.rows[0] ?? null;
}

/**
 * Makes a strategy active under a new epoch, after the direct updates in flight are done (they hold the row FOR
 * SHARE). Where it already is active, changes nothing. Returns what is active now. `hybrid-split` brings its layout
 * along; the way back is foldMarket and endSplitLayout.
 */
export async function upsertWriteMode(pool: pg.Pool, strategy: string): Promise<WriteModeRow> {
  await pool.query(
    `insert into write_mode as m (strategy, epoch, layout)
     values ($1, 1, $2)
     on conflict (singleton) do update set
       strategy = excluded.strategy, epoch = m.epoch + 1,
       layout = case when excluded.layout = 'split' then 'split' else m.layout end
     where m.strategy <> excluded.strategy`,
    [strategy, isSplit(strategy) ? 'split' : 'wide'],
  );
  const mode = await readWriteMode(pool);
  if (mode === null) throw new Error('write_mode lost its row between two statements');
  return mode;
}

/** Lifts the epoch above one that was seen elsewhere. */
export async function raiseWriteModeEpoch(pool: pg.Pool, seen: number): Promise<void> {
  await pool.query('update write_mode set epoch = $1 + 1 where epoch < $1', [seen]);
}
