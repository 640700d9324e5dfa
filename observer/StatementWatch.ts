import type pg from 'pg';
import {
  type CheckpointStatements,
  MAX_STATEMENTS,
  type StatementWal,
} from '../domain/checkpointStatements.ts';
import type { ServerFacts } from '../domain/postgres.ts';
import { describeStatement } from '../model/sql/describeStatement.ts';
import { LookCost } from './LookCost.ts';
import { orRefused } from './orRefused.ts';
import {
  readStatementTexts,
  readStatementWal,
  type StatementCounters,
} from './statements/readStatementWal.ts';

/** Which statements write WAL, from one look to the next. */
export class StatementWatch {
  private readonly cost = new LookCost();
  private before: readonly StatementCounters[] | null = null;

  /** What was read before is no base any more: of another server, or not of a whole cycle. */
  forget(): void {
    this.before = null;
  }

  /** Since the last time; null where that is not known, or looking now would take more than `share` of the time. */
  async look(
    client: pg.Client,
    { statementsView: view }: ServerFacts,
    { share, timeoutMs }: { readonly share: number; readonly timeoutMs: number },
  ): Promise<CheckpointStatements | null> {
    if (view == null) return (this.before = null);
    const { before } = this;
    // The next one would count from here, and have the WAL of two cycles.
    this.forget();
    if (!this.cost.isDue(share)) return null;
    return orRefused(
      this.cost.measure(async () => {
        const now = await readStatementWal(client, view, timeoutMs);
        this.before = now;
        if (before === null || hides(before) !== hides(now)) return null;
        return describe(client, view, subtract(now, before), timeoutMs);
      }),
    );
  }
}

/** Where a right was granted meanwhile, all that was hidden would look new. */
const hides = (counters: readonly StatementCounters[]): boolean => counters.some(({ id }) => id === null);

/** What was reset in between, or is new, counts as a whole. */
function subtract(
  now: readonly StatementCounters[],
  before: readonly StatementCounters[],
): readonly StatementCounters[] {
  const known = new Map(before.map((counters) => [counters.id, counters]));
  return now
    .map((counters) => {
      const base = known.get(counters.id);
      if (base === undefined || base.walBytes > counters.walBytes) return counters;
      return {
        id: counters.id,
        calls: counters.calls - base.calls,
        walBytes: counters.walBytes - base.walBytes,
        fullPageImages: counters.fullPageImages - base.fullPageImages,
      };
    })
    .filter(({ walBytes }) => walBytes > 0)
    .sort((a, b) => b.walBytes - a.walBytes);
}

async function describe(
  client: pg.Client,
  view: string,
  written: readonly StatementCounters[],
  timeoutMs: number,
): Promise<CheckpointStatements | null> {
  if (written.length === 0) return null;
  const visible = written.flatMap(({ id, ...counters }) => (id === null ? [] : [{ id, ...counters }]));
  const largest = visible.slice(0, MAX_STATEMENTS);
  const texts = await readStatementTexts(client, view, { ids: largest.map(({ id }) => id), timeoutMs });
  const top = largest.map((counters): StatementWal => ({
    ...counters,
    text: describeStatement(texts.get(counters.id) ?? ''),
  }));
  return {
    walBytes: sumWal(written),
    top,
    otherWalBytes: sumWal(visible.slice(MAX_STATEMENTS)),
    notVisibleWalBytes: sumWal(written) - sumWal(visible),
  };
}

const sumWal = (statements: readonly { readonly walBytes: number }[]): number =>
  statements.reduce((sum, { walBytes }) => sum + walBytes, 0);
