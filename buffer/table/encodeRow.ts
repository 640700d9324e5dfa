import { scaleOf, toUnits } from './amount.ts';
import type { Field, Table } from './declaration.ts';
import { keyText, textOfColumn } from './columnText.ts';
import { InvalidValueError } from './errors.ts';

/** A row as PostgreSQL reads it: texts. */
export interface EncodedRow {
  readonly key: readonly string[];
  /** The fields that change, by name: a text for each column. */
  readonly fields: ReadonlyMap<string, readonly (string | null)[]>;
}

/** @throws InvalidValueError naming the column */
export function encodeRow(table: Table, update: Readonly<Record<string, unknown>>): EncodedRow {
  const fields = new Map<string, readonly (string | null)[]>();
  let mentioned = table.key.length;
  for (const field of table.fields) {
    const texts = encodeField(table, field, update);
    if (texts === null) continue;
    fields.set(field.name, texts);
    mentioned += texts.length;
  }
  const names = Object.keys(update);
  const stranger = names.length === mentioned ? undefined : names.find((name) => !isColumn(table, name));
  if (stranger !== undefined) throw new InvalidValueError(`${table.name} has no declared column ${stranger}`);
  return { key: encodeKey(table, update), fields };
}

/** @throws InvalidValueError naming the column */
export const encodeKey = (table: Table, row: Readonly<Record<string, unknown>>): string[] =>
  table.key.map((column) => keyText(table, column, row[column.name]));

const isColumn = ({ key, fields }: Table, name: string): boolean =>
  key.some((column) => column.name === name) ||
  fields.some(({ columns }) => columns.some((column) => column.name === name));

function encodeField(
  table: Table,
  { name, merge, columns }: Field,
  update: Readonly<Record<string, unknown>>,
): (string | null)[] | null {
  const first = columns.find((column) => update[column.name] !== undefined);
  if (first === undefined) return null;
  const left = columns.length === 1 ? undefined : columns.find((column) => update[column.name] === undefined);
  if (left !== undefined)
    throw new InvalidValueError(
      `${table.name}: ${first.name} goes with ${left.name}: columns of one order are given together`,
    );
  return columns.map((column) => {
    const value = update[column.name];
    const mayBeNull = merge === 'last' || (merge === 'newest' && column.name !== name);
    if (value === null && mayBeNull) return null;
    if (value === null)
      throw new InvalidValueError(`${table.name}: column ${column.name} cannot be null here`);
    const text = textOfColumn(table, column, value);
    const scale = merge === 'add' ? scaleOf(column.type)! : null;
    if (scale !== null && toUnits(text, scale) === null)
      throw new InvalidValueError(
        `${table.name}: column ${column.name} adds whole numbers with at most ${scale} digits after the point`,
      );
    return text;
  });
}
