import type { Table } from './declaration.ts';
import { encodeRow } from './encodeRow.ts';
import { InvalidValueError } from './errors.ts';
import type { ColumnSpecs, KeyOf, KeySpec, Queryable, UpdateOf } from './types.ts';
import { writeRows } from './writeRows.ts';

export interface BulkReport<K extends KeySpec> {
  /** Rows that were changed or made. */
  readonly written: number;
  /** Rows that held the values already. */
  readonly unchanged: number;
  /** Keys without a row (none where the table has `missing: 'insert'`). */
  readonly missing: readonly KeyOf<K>[];
}

/**
 * Updates many rows in one statement, each column by its merge rule, without Redis and at once.
 * @param db a pool, a client within a transaction, or an adapter
 * @throws TableDefinitionError where the table does not fit; InvalidValueError; what PostgreSQL refuses, and then no row
 * is written
 */
export async function bulkUpdate<K extends KeySpec, C extends ColumnSpecs>(
  db: Queryable,
  table: Table<K, C>,
  rows: readonly UpdateOf<K, C>[],
): Promise<BulkReport<K>> {
  const facts = await table.check(db);
  if (rows.length === 0) return { written: 0, unchanged: 0, missing: [] };
  const encoded = rows.map((row) => encodeRow(table, row));
  const sorted = sortRows(table, encoded);
  const { written, missing } = await writeRows(db, table, { rows: sorted.map(({ row }) => row), facts });
  const lost = missing.map((at) => rows[sorted[at]!.place]!);
  return {
    written,
    unchanged: rows.length - written - lost.length,
    missing: lost.map((row) => keyOf(table, row)),
  };
}

/** In the order of their keys: writers that meet then wait for each other, and do not deadlock. */
function sortRows<Row extends { readonly key: readonly string[] }>(
  table: Pick<Table, 'name'>,
  rows: readonly Row[],
): { readonly row: Row; readonly place: number }[] {
  const places = new Map<string, number>();
  rows.forEach(({ key }, place) => {
    const id = JSON.stringify(key);
    if (places.has(id))
      throw new InvalidValueError(
        `${table.name}: two rows have the key ${id}: one statement writes a row once`,
      );
    places.set(id, place);
  });
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => ({ row: rows[place]!, place }));
}

const keyOf = <K extends KeySpec>({ key }: Table<K>, row: Readonly<Record<string, unknown>>): KeyOf<K> =>
  Object.fromEntries(key.map(({ name }) => [name, row[name]])) as KeyOf<K>;
