import { expect, it } from 'vitest';
import { estimateTouchedPages, type TableChanges } from '../../model/touchedPages.ts';

const changesOf = (own: Partial<TableChanges>): TableChanges => ({
  inserts: 0,
  updates: 0,
  hotUpdates: 0,
  newPageUpdates: 0,
  deletes: 0,
  heapPages: 1_000,
  rows: 50_000,
  indexes: [
    { pages: 200, isOrdered: true },
    { pages: 300, isOrdered: false },
  ],
  isToast: false,
  ...own,
});

it('HOT updates touch the heap only, others each index', () => {
  const hot = estimateTouchedPages(changesOf({ updates: 100, hotUpdates: 100 }));
  expect(hot.heap).toBeCloseTo(95.2, 0);
  expect(hot.index).toBe(0);
  const other = estimateTouchedPages(changesOf({ updates: 100, newPageUpdates: 100 }));
  expect(other.heap).toBeCloseTo(97.2, 0);
  expect(other.index).toBeCloseTo(78.8 + 85.2, 0);
});

it('new rows lie close together, and so do their keys in an ordered index', () => {
  const { heap, index } = estimateTouchedPages(changesOf({ inserts: 5_000 }));
  expect(heap).toBe(100);
  expect(index).toBeCloseTo(20 + 300, 0);
});

it('no table has more pages than it has', () => {
  const { heap, index } = estimateTouchedPages(changesOf({ updates: 1e7, newPageUpdates: 1e7 }));
  expect(heap).toBe(1_000);
  expect(index).toBeCloseTo(500, 3);
});

it('takes four pieces of TOAST for a page where nothing says how large it is', () => {
  const toast = { heapPages: 0, rows: -1, isToast: true, indexes: [] };
  expect(estimateTouchedPages(changesOf({ inserts: 400, ...toast })).heap).toBe(100);
});
