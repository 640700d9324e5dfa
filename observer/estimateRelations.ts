import {
  type CheckpointRelations,
  MAX_RELATIONS,
  MIN_RELATION_SHARE,
  type NotCounted,
  type RelationPages,
  type TableActivity,
} from '../domain/checkpointRelations.ts';
import { estimateTouchedPages } from '../model/touchedPages.ts';
import type { DirtyRelations } from './statements/readDirtyRelations.ts';
import type { TableCounters } from './statements/readTableCounters.ts';
import type { Changes } from './tableChanges.ts';

/** What was counted, with what the statistics say of the same tables. `changes`: null where they were not read. */
export function withActivity(
  { pages, notVisiblePages, top }: DirtyRelations,
  changes: Changes | null,
): Omit<CheckpointRelations, 'source' | 'notCounted'> {
  const activities = new Map(
    groupByTable(changes?.tables ?? []).map(([table, parts]) => [table, sumActivity(parts)] as const),
  );
  const named = chooseLargest(top, pages).map((relation) =>
    addActivity(relation, activities.get(relation.table ?? '') ?? null),
  );
  return { pages, top: named, notVisiblePages, otherPages: pages - notVisiblePages - sumPages(named) };
}

/** Null where nothing is known to have changed. */
export function estimateRelations(
  changes: Changes | null,
  notCounted: NotCounted,
): CheckpointRelations | null {
  if (changes === null) return null;
  const here = groupByTable(changes.tables).map(([table, parts]) => estimateTable(table, parts));
  const relations = [...here, ...estimateDatabases(changes, sumPages(here))];
  const pages = sumPages(relations);
  if (pages === 0) return null;
  const top = chooseLargest(relations, pages);
  return {
    source: 'estimated',
    notCounted,
    pages,
    top,
    otherPages: pages - sumPages(top),
    notVisiblePages: null,
  };
}

/** An estimate says shares: they are of the pages that the checkpoint wrote, where that is known. */
export function fitToPages(relations: CheckpointRelations, buffers: number | null): CheckpointRelations {
  if (relations.source === 'counted') return relations;
  const scale = buffers === null ? 1 : buffers / relations.pages;
  const fit = (pages: number): number => Math.round(pages * scale);
  const orNull = (pages: number | null): number | null => (pages === null ? null : fit(pages));
  const top = relations.top.map((relation) => ({
    ...relation,
    pages: fit(relation.pages),
    indexPages: orNull(relation.indexPages),
    toastPages: orNull(relation.toastPages),
  }));
  const otherPages = fit(relations.otherPages);
  return { ...relations, pages: sumPages(top) + otherPages, top, otherPages };
}

function estimateTable(table: string, parts: readonly TableCounters[]): RelationPages {
  const estimates = parts.map((part) => ({ ...estimateTouchedPages(part), isToast: part.isToast }));
  const sum = (pages: readonly number[]): number => pages.reduce((total, one) => total + one, 0);
  const indexPages = sum(estimates.map(({ index, isToast }) => (isToast ? 0 : index)));
  const toastPages = sum(estimates.map(({ heap, index, isToast }) => (isToast ? heap + index : 0)));
  const heapPages = sum(estimates.map(({ heap, isToast }) => (isToast ? 0 : heap)));
  const pages = heapPages + indexPages + toastPages;
  return addActivity({ table, database: null, pages, indexPages, toastPages }, sumActivity(parts));
}

/** Of another database only the rows that changed are known: they are taken to touch as many pages as here. */
function estimateDatabases({ tables, databases }: Changes, pagesHere: number): RelationPages[] {
  const changesHere = tables.reduce(
    (sum, { inserts, updates, deletes }) => sum + inserts + updates + deletes,
    0,
  );
  const pagesPerChange = changesHere === 0 ? 1 : pagesHere / changesHere;
  return databases.map(({ database, changes }) => ({
    table: null,
    database,
    pages: changes * pagesPerChange,
    indexPages: null,
    toastPages: null,
  }));
}

/** Null where only TOAST is known to have changed: it has no activity of its own. */
function sumActivity(parts: readonly TableCounters[]): TableActivity | null {
  const heaps = parts.filter(({ isToast }) => !isToast);
  if (heaps.length === 0) return null;
  const sum = (read: (part: TableCounters) => number): number =>
    heaps.reduce((total, part) => total + read(part), 0);
  const sized = heaps.filter(({ heapPages }) => heapPages > 0);
  return {
    inserts: sum(({ inserts }) => inserts),
    updates: sum(({ updates }) => updates),
    hotUpdates: sum(({ hotUpdates }) => hotUpdates),
    newPageUpdates: heaps.some(({ newPageUpdates }) => newPageUpdates === null)
      ? null
      : sum(({ newPageUpdates }) => newPageUpdates!),
    deletes: sum(({ deletes }) => deletes),
    fillfactor: Math.min(...heaps.map(({ fillfactor }) => fillfactor)),
    heapPages: sized.length === 0 ? null : sized.reduce((total, { heapPages }) => total + heapPages, 0),
  };
}

const chooseLargest = (relations: readonly RelationPages[], all: number): RelationPages[] =>
  relations
    .filter(({ pages }) => pages >= MIN_RELATION_SHARE * all)
    .sort((a, b) => b.pages - a.pages)
    .slice(0, MAX_RELATIONS);

const addActivity = (relation: RelationPages, activity: TableActivity | null): RelationPages =>
  activity === null ? relation : { ...relation, activity };

const sumPages = (relations: readonly RelationPages[]): number =>
  relations.reduce((sum, { pages }) => sum + pages, 0);

function groupByTable(tables: readonly TableCounters[]): [table: string, parts: readonly TableCounters[]][] {
  const groups = new Map<string, TableCounters[]>();
  for (const part of tables) groups.set(part.table, [...(groups.get(part.table) ?? []), part]);
  return [...groups];
}
