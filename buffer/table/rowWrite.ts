import type { Column, Field, Table } from './declaration.ts';
import type { EncodedRow } from './encodeRow.ts';
import { arrayLiteral, baseOf, elementOf } from './valueText.ts';

/** Some rows as the parts of a statement: `i` is the input, `t` the table. */
export interface RowWrite {
  /** `select … from unnest(…)` with the key as k1…, the columns as c1…, and n, the number of the row from 1. */
  readonly input: string;
  readonly values: readonly string[];
  /** `t` is the row of `i`. */
  readonly isSame: string;
  /** The columns, what each will hold where `t` is there, and in a row that is made. */
  readonly columns: readonly { readonly column: Column; readonly next: string; readonly first: string }[];
  /** Whether `t` would change. */
  readonly isChanged: string;
  /** Names of the key and the columns, for a row that is made. */
  readonly made: { readonly names: string; readonly values: string };
}

interface RowOptions {
  /** Number of the first parameter in the statement. */
  readonly firstParameter: number;
  /** Expressions of the columns that have one. */
  readonly defaults: ReadonlyMap<string, string>;
  /** A text for each row, as `i.step`. */
  readonly steps?: readonly string[] | undefined;
}

/**
 * Describes rows that differ in their keys. Each value travels as text inside one text for each column: no driver has to
 * know the type.
 */
export function describeRows(
  { key, fields }: Table,
  rows: readonly EncodedRow[],
  { firstParameter, defaults, steps }: RowOptions,
): RowWrite {
  const input = new Input(firstParameter);
  key.forEach((column, at) =>
    input.add(
      `k${at + 1}`,
      column.type,
      rows.map((row) => row.key[at]!),
    ),
  );
  if (steps !== undefined) input.add('step', 'text', steps);
  let count = 0;
  const written = fields.flatMap((field, number) => {
    const mentions = rows.filter((row) => row.fields.has(field.name)).length;
    if (mentions === 0) return [];
    const isMixed = mentions < rows.length;
    if (isMixed)
      input.add(
        `h${number}`,
        'boolean',
        rows.map((row) => (row.fields.has(field.name) ? 't' : 'f')),
      );
    return field.columns.map((column, at) => {
      const name = `c${++count}`;
      input.add(
        name,
        column.type,
        rows.map((row) => row.fields.get(field.name)?.[at] ?? null),
      );
      const order = `c${count - at}`;
      const value = mergeExpression(field, column, { name, order });
      const next = isMixed ? `case when i.h${number} then ${value} else t.${column.sql} end` : value;
      const byDefault = defaults.get(column.name) ?? 'null';
      const first = isMixed ? `case when i.h${number} then i.${name} else ${byDefault} end` : `i.${name}`;
      return { column, next, first };
    });
  });
  return {
    ...input.describe(),
    isSame: key.map(({ sql }, at) => `t.${sql} = i.k${at + 1}`).join(' and '),
    columns: written,
    isChanged: written.map(({ column, next }) => isDistinct(column, next)).join('\n    or ') || 'false',
    made: {
      names: [...key, ...written.map(({ column }) => column)].map(({ sql }) => sql).join(', '),
      values: [...key.map((_, at) => `i.k${at + 1}`), ...written.map(({ first }) => first)].join(', '),
    },
  };
}

/** The SQL for a column's value after the input: the only place where two values become one in PostgreSQL. */
function mergeExpression(
  { merge, columns }: Field,
  { sql }: Column,
  { name, order }: { readonly name: string; readonly order: string },
): string {
  switch (merge) {
    case 'last':
      return `i.${name}`;
    case 'first':
      return `coalesce(t.${sql}, i.${name})`;
    case 'max':
      return `greatest(t.${sql}, i.${name})`;
    case 'min':
      return `least(t.${sql}, i.${name})`;
    case 'add':
      return `coalesce(t.${sql}, 0) + i.${name}`;
    case 'newest':
      return `case when t.${columns[0]!.sql} > i.${order} then t.${sql} else i.${name} end`;
  }
}

const COMPARED = new Set(
  'smallint,integer,bigint,numeric,real,double precision,boolean,text,varchar,uuid,date,timestamp,timestamptz,bytea,jsonb'.split(
    ',',
  ),
);

/** Types that may have no equality, or a loose one (json, a point, citext), compare by their text. */
function isDistinct({ type, sql }: Column, next: string): string {
  return COMPARED.has(baseOf(elementOf(type) ?? type))
    ? `(${next}) is distinct from t.${sql}`
    : `(${next})::text is distinct from t.${sql}::text`;
}

/** The arrays of a statement. */
class Input {
  private readonly names: string[] = [];
  private readonly arrays: string[] = [];
  private readonly selected: string[] = [];
  private readonly values: string[] = [];
  private readonly firstParameter: number;

  constructor(firstParameter: number) {
    this.firstParameter = firstParameter;
  }

  add(name: string, type: string, texts: readonly (string | null)[]): void {
    // An array in an array would be taken apart with it.
    const isArray = elementOf(type) !== null;
    const parameter = `$${this.firstParameter + this.values.length}`;
    this.names.push(name);
    this.arrays.push(`${parameter}::text::${isArray ? 'text' : unsized(type)}[]`);
    this.selected.push(isArray ? `${name}::${unsized(elementOf(type)!)}[] as ${name}` : name);
    this.values.push(arrayLiteral(texts));
  }

  describe(): Pick<RowWrite, 'input' | 'values'> {
    const { names, arrays, selected, values } = this;
    const from = `unnest(${arrays.join(', ')}) with ordinality as u (${[...names, 'n'].join(', ')})`;
    return { input: `select n, ${selected.join(', ')} from ${from}`, values };
  }
}

/** Without its length: a cast would cut what is too long, where the column refuses it. */
const unsized = (type: string): string => baseOf(type);
