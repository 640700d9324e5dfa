import type { TableRow, TablesInRange } from '../readers/tables.ts';
import { type CsvColumn, formatCsv } from './csv.ts';

const COLUMNS: readonly CsvColumn<TableRow>[] = [
  ['database', ({ database }) => database],
  ['table', ({ table }) => table],
  ['pages', ({ pages }) => pages],
  ['indexPages', ({ indexPages }) => indexPages],
  ['toastPages', ({ toastPages }) => toastPages],
  ['estimatedPages', ({ estimatedPages }) => estimatedPages],
  ['inserts', ({ activity }) => activity?.inserts ?? null],
  ['updates', ({ activity }) => activity?.updates ?? null],
  ['hotUpdates', ({ activity }) => activity?.hotUpdates ?? null],
  ['newPageUpdates', ({ activity }) => activity?.newPageUpdates ?? null],
  ['deletes', ({ activity }) => activity?.deletes ?? null],
  ['fillfactor', ({ activity }) => activity?.fillfactor ?? null],
  ['heapPages', ({ activity }) => activity?.heapPages ?? null],
];

/** A row for each table, and one each for what has no name here, so that the pages add up. */
export function formatTablesCsv({ tables, otherPages, notVisiblePages }: TablesInRange): string {
  const rest = [
    createRest('other tables', otherPages),
    ...(notVisiblePages === null ? [] : [createRest('not visible', notVisiblePages)]),
  ];
  return formatCsv(COLUMNS, [...tables, ...rest]);
}

const createRest = (table: string, pages: number): TableRow => ({
  table,
  database: null,
  pages,
  indexPages: null,
  toastPages: null,
  estimatedPages: 0,
  activity: null,
});
