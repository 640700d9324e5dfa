import { formatCount } from '../../domain/format.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { countTokens } from '../../db/statements/readTokens.ts';
import type { NewToken } from '../../domain/tokenColumns.ts';

const TOKENS_PER_INSERT = 2_000;
const BAR_WIDTH = 24;

export interface InitialTable {
  readonly size: number;
  readonly readTokens: (from: number, count: number) => readonly NewToken[];
}

/** Whether the table that a preset starts from is not, or not wholly, there. */
export const lacksTokens = async (pool: pg.Pool, { size }: InitialTable): Promise<boolean> =>
  (await countTokens(pool)) < size;

/** Fills it; a load that was cut off goes on. Shows how far it is. */
export async function loadInitialTable(
  pool: pg.Pool,
  table: InitialTable,
  context: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  const startedAt = performance.now();
  let shownAt = -Infinity;
  for (let from = 0; from < table.size && !context.signal.aborted; from += TOKENS_PER_INSERT) {
    await insertTokens(pool, table.readTokens(from, Math.min(TOKENS_PER_INSERT, table.size - from)), 'load');
    if (performance.now() - shownAt < 1_000) continue;
    shownAt = performance.now();
    context.logger.info(describeProgress(from + TOKENS_PER_INSERT, table.size, shownAt - startedAt));
  }
  if (context.signal.aborted) return;
  await pool.query('vacuum (analyze) token_discovery');
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  context.logger.info(`Loaded ${formatCount(table.size)} tokens in ${seconds} s`);
}

function describeProgress(done: number, size: number, elapsedMs: number): string {
  const share = Math.min(1, done / size);
  const filled = Math.round(share * BAR_WIDTH);
  const secondsLeft = Math.ceil((elapsedMs / share - elapsedMs) / 1_000);
  const bar = '#'.repeat(filled) + '-'.repeat(BAR_WIDTH - filled);
  return `Loading ${formatCount(size)} tokens [${bar}] ${Math.floor(share * 100)} %, ${secondsLeft} s left`;
}
