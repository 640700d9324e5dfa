import type {
  HotFinding,
  HotIndex,
  HotPreventer,
  HotReport,
  HotStatement,
  HotTable,
  UpdateStatements,
} from '../../domain/hot.ts';
import { type ColumnChange, type NamedTable, readColumnChanges } from '../sql/readColumnChanges.ts';
import { shortenStatement } from '../sql/shorten.ts';
import { adviseOnIndex, adviseOnRoom } from './adviseHot.ts';
import { explainAssumed, explainFullPages, explainIndexes } from './explainHot.ts';

/** With a smaller share of updates that are not HOT a table is fine. */
const MIN_NOT_HOT_SHARE = 0.1;
/** A statement that changes fewer rows, as a share of the updates that are not HOT, is not what keeps them from it. */
const MIN_ROWS_SHARE = 0.01;
/** From this share of the updates on, those that are not HOT and stay on their page are no accident. */
const MIN_SAME_PAGE_SHARE = 0.05;
/** The statements that are known explain the updates where they make this share of them. */
const COVERING_SHARE = 0.5;
const MAX_TEXT_CHARS = 400;

/** A statement, and the columns of one table that it changes. */
interface TableChange {
  /** Its text is that of the UPDATE. */
  readonly statement: HotStatement;
  readonly columns: ReadonlySet<string>;
  /** Rows of the table that it updated, at least and at most. Of an UPDATE in a WITH they are not counted: infinitely many. */
  readonly minRows: number;
  readonly maxRows: number;
}

/**
 * The indexes that keep updates from being HOT, by PostgreSQL's rule: an update is HOT only where it changes no column of an
 * index that is not summarizing (key, INCLUDE, expression or condition), and where the new version has room on the page.
 * https://www.postgresql.org/docs/18/storage-hot.html
 */
export function findHotPreventers(
  tables: readonly HotTable[],
  { statements, leftOut, ...seen }: UpdateStatements,
): Omit<HotReport, 'at' | 'database'> {
  const { changes, unread } = assignChanges(tables, statements);
  const known = { ...seen, unread: unread + leftOut };
  const findings = tables.flatMap((table, i) => judgeTable(table, changes[i]!, known) ?? []);
  return { statements: known, tablesJudged: tables.length, findings };
}

/** For each table what statements change of it. One whose table or columns are not found for certain is unread. */
function assignChanges(tables: readonly HotTable[], statements: readonly HotStatement[]) {
  const changes: TableChange[][] = tables.map(() => []);
  let unread = 0;
  for (const statement of statements) {
    const read = readColumnChanges(statement.text);
    if (read === 'unknown') {
      unread++;
      continue;
    }
    for (const change of read) {
      const place = tables.findIndex((table) => isNamed(table, change));
      const table = tables[place];
      if (table === undefined) {
        if (tables.some(({ names }) => names.some((name) => name.table === change.table))) unread++;
        continue;
      }
      const isWhole = change.columns.every((column) => table.columns.some(({ name }) => name === column));
      if (isWhole) changes[place]!.push(createChange(table, statement, change));
      else unread++;
    }
  }
  return { changes, unread };
}

function createChange(table: HotTable, statement: HotStatement, change: ColumnChange): TableChange {
  const { columns, isInWith, mayInsert, from } = change;
  const text = shortenStatement(statement.text.slice(from), MAX_TEXT_CHARS);
  const maxRows = isInWith ? Infinity : statement.rows;
  return {
    statement: { ...statement, text: from === 0 || text === '' ? text : `… ${text}` },
    columns: withGenerated(table, columns),
    minRows: mayInsert ? (isInWith ? 0 : Math.max(0, statement.rows - table.inserts)) : maxRows,
    maxRows,
  };
}

const isNamed = ({ names }: HotTable, named: NamedTable): boolean =>
  names.some(
    ({ schema, table, isOnly }) =>
      table === named.table && (named.schema === null ? isOnly : schema === named.schema),
  );

/** With the stored columns that are generated from them. */
function withGenerated(table: HotTable, columns: readonly string[]): ReadonlySet<string> {
  const changed = new Set(columns);
  for (const { name, generatedFrom } of table.columns)
    if (generatedFrom.some((source) => changed.has(source))) changed.add(name);
  return changed;
}

type Known = HotReport['statements'];

/** Null where most updates are HOT. */
function judgeTable(table: HotTable, changes: readonly TableChange[], known: Known): HotFinding | null {
  const { updates, hotUpdates, newPageUpdates } = table;
  const notHot = updates - hotUpdates;
  if (updates === 0 || notHot / updates < MIN_NOT_HOT_SHARE) return null;
  const base = { table: table.table, updates, hotShare: hotUpdates / updates };
  const indexes = table.indexes.filter(({ isSummarizing }) => !isSummarizing);
  const surely = findPreventers(table, indexes, changes, ({ minRows }) => minRows);
  // An upsert may only have inserted: it counts where nothing else explains the updates.
  const preventers =
    surely.length > 0 ? surely : findPreventers(table, indexes, changes, ({ maxRows }) => maxRows);
  if (preventers.length > 0) {
    const isRoomShort = newPageUpdates !== null && newPageUpdates > notHot / 2;
    const room = isRoomShort ? adviseOnRoom(table) : null;
    return { ...base, cause: 'index', reason: explainIndexes(table), preventers, room };
  }
  const samePage = newPageUpdates === null ? null : notHot - newPageUpdates;
  const isIndex = samePage !== null && samePage / updates >= MIN_SAME_PAGE_SHARE;
  const others = indexes.filter(({ isConstraint }) => !isConstraint);
  const isRoom = samePage === null ? others.length === 0 || isCovered(table, changes, known) : !isIndex;
  if (isRoom) {
    const reason = explainFullPages(table);
    return { ...base, cause: 'full-pages', reason, preventers: [], room: adviseOnRoom(table) };
  }
  return {
    ...base,
    cause: 'assumed',
    reason: explainAssumed(table),
    preventers: (others.length > 0 ? others : indexes).map((index) => createPreventer(table, index, [])),
    room: isIndex ? null : adviseOnRoom(table),
  };
}

/** The indexes of which a statement that matters changes a column. */
function findPreventers(
  table: HotTable,
  indexes: readonly HotIndex[],
  changes: readonly TableChange[],
  countRows: (change: TableChange) => number,
): readonly HotPreventer[] {
  const least = (table.updates - table.hotUpdates) * MIN_ROWS_SHARE;
  const mattering = changes.filter((change) => countRows(change) >= least);
  return indexes.flatMap((index) => {
    const guilty = mattering.filter(({ columns }) => index.columns.some(({ name }) => columns.has(name)));
    return guilty.length === 0 ? [] : [createPreventer(table, index, guilty)];
  });
}

function createPreventer(table: HotTable, index: HotIndex, guilty: readonly TableChange[]): HotPreventer {
  const { name, method, bytes, scans } = index;
  const isChanged = (column: string): boolean =>
    guilty.length === 0 || guilty.some(({ columns }) => columns.has(column));
  const columns = index.columns.map((column) => column.name).filter(isChanged);
  return {
    index: name,
    method,
    bytes,
    scans,
    columns,
    statements: guilty.map(({ statement }) => statement),
    advice: adviseOnIndex(table, index, columns),
  };
}

/** True where all that updates the table is known: then no index prevents HOT. */
function isCovered(table: HotTable, changes: readonly TableChange[], known: Known): boolean {
  if (known.source !== 'read' || known.hidden > 0 || known.unread > 0 || table.hasTrigger) return false;
  const knownRows = changes.reduce((sum, { minRows }) => sum + (minRows === Infinity ? 0 : minRows), 0);
  return knownRows >= table.updates * COVERING_SHARE;
}
