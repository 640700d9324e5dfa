import type { Column, Table } from './declaration.ts';
import { InvalidValueError } from './errors.ts';
import { parseMoment } from './orderKey.ts';
import { toText, UnfitValue } from './valueText.ts';

/** @throws InvalidValueError naming the column */
export function textOfColumn(table: Pick<Table, 'name'>, { name, type }: Column, value: unknown): string {
  try {
    return toText(type, value);
  } catch (error: unknown) {
    if (!(error instanceof UnfitValue)) throw error;
    throw new InvalidValueError(`${table.name}: column ${name} (${type}) ${error.message}`);
  }
}

/** The one text of a key's column, however the value was written. */
export function keyText(table: Pick<Table, 'name'>, column: Column, value: unknown): string {
  const text = textOfColumn(table, column, value);
  if (column.type !== 'timestamptz' && column.type !== 'timestamp') return text;
  const moment = parseMoment(text);
  if (typeof moment === 'number') return moment > 0 ? 'infinity' : '-infinity';
  const ms = moment / 1_000n - (moment % 1_000n < 0n ? 1n : 0n);
  const us = String(moment - ms * 1_000n).padStart(3, '0');
  return new Date(Number(ms)).toISOString().replace('Z', column.type === 'timestamp' ? us : `${us}Z`);
}
