import type { TableCounters } from './statements/readTableCounters.ts';

/** Cumulative. */
export interface TableTotals {
  readonly tables: readonly TableCounters[];
  readonly databases: readonly { readonly database: string; readonly changes: number }[];
}

/** The same, between two reads of it. */
export interface Changes extends TableTotals {}

/** What was reset in between is left out: it is not known. */
export function subtractCounters(now: TableTotals, before: TableTotals): Changes {
  const tables = new Map(before.tables.map((table) => [table.oid, table]));
  const databases = new Map(before.databases.map(({ database, changes }) => [database, changes]));
  return {
    tables: now.tables
      .map((table) => subtract(table, tables.get(table.oid)))
      .filter(({ inserts, updates, deletes }) => Math.min(inserts, updates, deletes) >= 0)
      .filter(({ inserts, updates, deletes }) => inserts + updates + deletes > 0),
    databases: now.databases
      .map(({ database, changes }) => ({ database, changes: changes - (databases.get(database) ?? 0) }))
      .filter(({ changes }) => changes > 0),
  };
}

function subtract(now: TableCounters, before: TableCounters | undefined): TableCounters {
  if (before === undefined) return now;
  const moved = now.newPageUpdates === null ? null : now.newPageUpdates - (before.newPageUpdates ?? 0);
  return {
    ...now,
    inserts: now.inserts - before.inserts,
    updates: now.updates - before.updates,
    hotUpdates: now.hotUpdates - before.hotUpdates,
    newPageUpdates: moved,
    deletes: now.deletes - before.deletes,
  };
}
