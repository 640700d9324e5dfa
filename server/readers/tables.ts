import type {
  CheckpointRelations,
  NotCounted,
  RelationPages,
  TableActivity,
} from '../../domain/checkpointRelations.ts';
import type { CheckpointStatements, StatementWal } from '../../domain/checkpointStatements.ts';
import type { CheckpointCulprits, ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { MAX_EVENTS } from '../../redis/history/eventStreams.ts';
import { fromRedis } from '../unavailable.ts';
import { type HistoryDeps, readCheckpoints } from './history.ts';

/** Tables that one answer names; a range may have met more. */
const MAX_TABLES = 100;
const MAX_SHOWN_STATEMENTS = 20;

/** One table, or one other database, over a range. */
export interface TableRow extends Omit<RelationPages, 'activity'> {
  /** Of its pages those that are an estimate. */
  readonly estimatedPages: number;
  /** Null where the statistics have nothing of it. */
  readonly activity: TableActivity | null;
}

/** Which tables filled the checkpoints of a range. Pages: those that were dirty when each began. */
export interface TablesInRange {
  /** How many checkpoints there were, skipped ones left out, and what is known of their tables. */
  readonly checkpoints: Readonly<Record<'all' | 'counted' | 'estimated' | 'unknown', number>>;
  /** Why checkpoints were estimated: how many for each reason, the most frequent first. */
  readonly notCounted: readonly { readonly why: NotCounted; readonly checkpoints: number }[];
  readonly pages: number;
  /** Of tables that were not among the largest of their checkpoint, or of this range. */
  readonly otherPages: number;
  /** Of relations without a name; null where none was counted. */
  readonly notVisiblePages: number | null;
  /** The largest first. */
  readonly tables: readonly TableRow[];
  /** Null where no checkpoint knows its statements. */
  readonly statements: StatementsInRange | null;
}

/** Which statements wrote the WAL of the cycles of a range. */
export interface StatementsInRange extends Omit<CheckpointStatements, 'top'> {
  readonly checkpoints: number;
  /** All WAL before these checkpoints: by autovacuum and others, too; null where it is not known of each. */
  readonly allWalBytes: number | null;
  /** The most WAL first. */
  readonly statements: readonly StatementWal[];
}

export async function readTables(
  { history }: HistoryDeps,
  range: { readonly from: number; readonly to: number },
): Promise<TablesInRange> {
  const [checkpoints, culprits] = await Promise.all([
    readCheckpoints({ history }, { ...range, limit: MAX_EVENTS.checkpoints }),
    readCulprits({ history }, range),
  ]);
  return sumTables(
    checkpoints.filter(({ skipped }) => !skipped),
    culprits,
  );
}

async function readCulprits(
  { history }: HistoryDeps,
  range: { readonly from: number; readonly to: number },
): Promise<readonly CheckpointCulprits[]> {
  const all = { ...range, limit: MAX_EVENTS.culprits };
  const events = await fromRedis(history.readEvents<CheckpointCulprits>('culprits', all));
  return events.map(({ value }) => value);
}

/** Of one checkpoint, by its id and about when it began; null where nothing is known of its tables. */
export async function readCheckpointTables(
  deps: HistoryDeps,
  { id, ...range }: { readonly id: string; readonly from: number; readonly to: number },
): Promise<CheckpointRelations | null> {
  const culprits = await readCulprits(deps, range);
  return culprits.find((one) => one.id === id)?.relations ?? null;
}

function sumTables(
  checkpoints: readonly ObservedCheckpoint[],
  culprits: readonly CheckpointCulprits[],
): TablesInRange {
  const known = culprits.flatMap(({ relations }) => (relations === null ? [] : [relations]));
  const counted = known.filter(({ source }) => source === 'counted');
  const rows = sumRows(known);
  const tables = rows.slice(0, MAX_TABLES);
  return {
    checkpoints: {
      all: checkpoints.length,
      counted: counted.length,
      estimated: known.length - counted.length,
      unknown: checkpoints.length - known.length,
    },
    notCounted: countReasons(known),
    pages: sum(known, ({ pages }) => pages),
    otherPages:
      sum(known, ({ otherPages }) => otherPages) + sum(rows.slice(MAX_TABLES), ({ pages }) => pages),
    notVisiblePages:
      counted.length === 0 ? null : sum(counted, ({ notVisiblePages }) => notVisiblePages ?? 0),
    tables,
    statements: sumStatements(checkpoints, culprits),
  };
}

function sumStatements(
  checkpoints: readonly ObservedCheckpoint[],
  culprits: readonly CheckpointCulprits[],
): StatementsInRange | null {
  const known = culprits.flatMap(({ statements }) => (statements === null ? [] : [statements]));
  if (known.length === 0) return null;
  const ids = new Set(culprits.filter(({ statements }) => statements !== null).map(({ id }) => id));
  const distances = checkpoints
    .filter(({ id }) => ids.has(id))
    .map(({ walDistanceBytes }) => walDistanceBytes);
  const rows = new Map<string, StatementWal>();
  for (const one of known.flatMap(({ top }) => top)) {
    const { id, text, calls, walBytes, fullPageImages } = rows.get(one.id) ?? NOTHING;
    rows.set(one.id, {
      id: id || one.id,
      text: text || one.text,
      calls: calls + one.calls,
      walBytes: walBytes + one.walBytes,
      fullPageImages: fullPageImages + one.fullPageImages,
    });
  }
  const all = [...rows.values()].sort((a, b) => b.walBytes - a.walBytes);
  return {
    checkpoints: known.length,
    allWalBytes: distances.reduce(addKnown, 0),
    walBytes: sum(known, ({ walBytes }) => walBytes),
    statements: all.slice(0, MAX_SHOWN_STATEMENTS),
    otherWalBytes:
      sum(known, ({ otherWalBytes }) => otherWalBytes) +
      sum(all.slice(MAX_SHOWN_STATEMENTS), ({ walBytes }) => walBytes),
    notVisibleWalBytes: sum(known, ({ notVisibleWalBytes }) => notVisibleWalBytes),
  };
}

const NOTHING: StatementWal = { id: '', text: '', calls: 0, walBytes: 0, fullPageImages: 0 };

function sumRows(known: readonly CheckpointRelations[]): TableRow[] {
  const rows = new Map<string, TableRow>();
  for (const { source, top } of known) {
    for (const { activity = null, ...relation } of top) {
      const key = `${relation.database ?? ''}\0${relation.table ?? ''}`;
      const row = { ...relation, activity, estimatedPages: source === 'estimated' ? relation.pages : 0 };
      const before = rows.get(key);
      rows.set(key, before === undefined ? row : addRows(before, row));
    }
  }
  return [...rows.values()].sort((a, b) => b.pages - a.pages);
}

/** `a` is of the later checkpoint: records come newest first. */
const addRows = (a: TableRow, b: TableRow): TableRow => ({
  table: a.table,
  database: a.database,
  pages: a.pages + b.pages,
  indexPages: addKnown(a.indexPages, b.indexPages),
  toastPages: addKnown(a.toastPages, b.toastPages),
  estimatedPages: a.estimatedPages + b.estimatedPages,
  activity: addActivities(a.activity, b.activity),
});

function addActivities(a: TableActivity | null, b: TableActivity | null): TableActivity | null {
  if (a === null || b === null) return a ?? b;
  return {
    inserts: a.inserts + b.inserts,
    updates: a.updates + b.updates,
    hotUpdates: a.hotUpdates + b.hotUpdates,
    newPageUpdates: addKnown(a.newPageUpdates, b.newPageUpdates),
    deletes: a.deletes + b.deletes,
    fillfactor: a.fillfactor,
    heapPages: a.heapPages,
  };
}

const addKnown = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

function countReasons(known: readonly CheckpointRelations[]): TablesInRange['notCounted'] {
  const counts = new Map<NotCounted, number>();
  for (const { notCounted } of known) {
    if (notCounted !== null) counts.set(notCounted, (counts.get(notCounted) ?? 0) + 1);
  }
  return [...counts]
    .map(([why, checkpoints]) => ({ why, checkpoints }))
    .sort((a, b) => b.checkpoints - a.checkpoints);
}

const sum = <T>(values: readonly T[], read: (value: T) => number): number =>
  values.reduce((total, value) => total + read(value), 0);
