import { expectDistinctPages } from './distinctPages.ts';

/** An index by the planner's estimate. */
export interface IndexSize {
  /** 0: not known. */
  readonly pages: number;
  /** New keys come at its end. */
  readonly isOrdered: boolean;
}

export interface TableChanges {
  readonly inserts: number;
  readonly updates: number;
  readonly hotUpdates: number;
  /** Null: not counted. */
  readonly newPageUpdates: number | null;
  readonly deletes: number;
  /** 0 or less: not known. */
  readonly heapPages: number;
  readonly rows: number;
  readonly indexes: readonly IndexSize[];
  readonly isToast: boolean;
}

/** Where the planner has no estimate: rows of some 150 bytes, and the pieces of TOAST, of which a page holds four. */
const guessRowsPerPage = ({ isToast }: TableChanges): number => (isToast ? 4 : 50);
const GUESSED_KEYS_PER_PAGE = 200;

/**
 * Pages that changes of a table have touched, as far as counts of rows say: rows that change lie anywhere, new ones lie
 * close together at the end. A HOT update touches no index, any other each of them.
 */
export function estimateTouchedPages(changes: TableChanges): {
  readonly heap: number;
  readonly index: number;
} {
  const { inserts, updates, hotUpdates, deletes, heapPages, rows, indexes } = changes;
  const rowsPerPage = heapPages > 0 && rows > 0 ? rows / heapPages : guessRowsPerPage(changes);
  const moved = changes.newPageUpdates ?? updates - hotUpdates;
  const heap = Math.min(
    touch(updates + deletes, heapPages) + (inserts + moved) / rowsPerPage,
    heapPages > 0 ? heapPages + inserts / rowsPerPage : Infinity,
  );
  const index = indexes.reduce((sum, size) => sum + touchIndex(size, changes), 0);
  return { heap, index };
}

function touchIndex(
  { pages, isOrdered }: IndexSize,
  { inserts, updates, hotUpdates, rows }: TableChanges,
): number {
  const changed = updates - hotUpdates;
  if (!isOrdered) return touch(inserts + changed, pages);
  const keysPerPage = pages > 0 && rows > 0 ? rows / pages : GUESSED_KEYS_PER_PAGE;
  return touch(changed, pages) + inserts / keysPerPage;
}

/** Where the number of pages is not known, each change has its own. */
const touch = (changes: number, pages: number): number =>
  pages > 0 ? expectDistinctPages({ updates: changes, pages }) : changes;
