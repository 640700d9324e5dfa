import type pg from 'pg';
import {
  type CheckpointStatements,
  describeStatement,
  MAX_STATEMENTS,
  type StatementWal,
} from '../domain/checkpointStatements.ts';
import type { ServerFacts } from '../domain/postgres.ts';
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

  /** Reads what the first look counts from. */
  async prepare(client: pg.Client, { statementsView: view }: ServerFacts, timeoutMs: number): Promise<void> {
    this.before = view == null ? null : await orRefused(readStatementWal(client, view, timeoutMs));
  }

  /** Since the last time; null where that is not known, or looking now would take more than `share` of the time. */
  async look(
    client: pg.Client,
    { statementsView: view }: ServerFacts,
    { share, timeoutMs }: { readonly share: number; readonly timeoutMs: number },
  ): Promise<CheckpointStatements | null> {
    if (view == null) return (this.before = null);
    if (!this.cost.isDue(share)) return null;
    const { before } = this;
    return orRefused(
      this.cost.measure(async () => {
        const now = await readStatementWal(client, view, timeoutMs);
        this.before = now;
        return before === null ? null : describe(client, view, subtract(now, before));
      }),
    );
  }
}

/** What was reset or dropped in between is not known, and left out. */
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
): Promise<CheckpointStatements | null> {
  if (written.length === 0) return null;
  const visible = written.flatMap(({ id, ...counters }) => (id === null ? [] : [{ id, ...counters }]));
  const largest = visible.slice(0, MAX_STATEMENTS);
  const texts = await readStatementTexts(
    client,
    view,
    largest.map(({ id }) => id),
  );
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
