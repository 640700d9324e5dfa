import { scaleOf } from './amount.ts';
import { checkTable } from './checkTable.ts';
import type { Column, Field, Merge, MissingRule, Table, TableFacts } from './declaration.ts';
import { describeValue, TableDefinitionError } from './errors.ts';
import { isComparable } from './orderKey.ts';
import { parseTableName, quoteName } from './names.ts';
import type { CheckedOrders, ColumnSpecs, KeySpec, Queryable } from './types.ts';
import { baseOf, elementOf } from './valueText.ts';

export interface TableOptions<K extends KeySpec, C extends ColumnSpecs> {
  /** `product`, `shop.product`, or `"My Schema"."My Table"`. */
  readonly table: string;
  /** Columns with a unique index of their own. */
  readonly key: K;
  readonly columns: C & CheckedOrders<C>;
  /** Decides on an update whose row is missing: `park` (default) waits for it, `insert` makes it, `error` is a dead letter. */
  readonly missing?: MissingRule;
}

const KEY_TYPES =
  'smallint, integer, bigint, text, varchar, uuid, boolean, date, timestamp, timestamptz, bytea or an enum';
const NO_KEY_TYPES = new Set([
  'numeric',
  'real',
  'double precision',
  'json',
  'jsonb',
  'char',
  'character',
  'bpchar',
]);
/** Their arrays are written with another separator, or the name is another one's. */
const NO_TYPES: Readonly<Record<string, string>> = {
  box: 'text',
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
};
const ALIASES: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  decimal: 'numeric',
  'character varying': 'varchar',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
};
const TYPE = /^("[^"]+"\.)?("[^"]+"|[a-z_][a-z0-9_ .]*)(\(\d+(,-?\d+)?\))?(\[\])?$/i;

/**
 * Declares a table. Whether PostgreSQL agrees is checked at the first use.
 * @throws TableDefinitionError
 */
export function defineTable<const K extends KeySpec, const C extends ColumnSpecs>(
  options: TableOptions<K, C>,
): Table<K, C> {
  const { schema, name } = parseTableName(options.table);
  const refuse = (reason: string): never => {
    throw new TableDefinitionError(`${options.table}: ${reason}`);
  };
  const key = Object.entries(options.key).map(([column, type]) => readKeyColumn(column, type, refuse));
  if (key.length === 0) refuse('has no key; name the columns of a unique index');
  const fields = readFields(options.columns, refuse);
  if (fields.length === 0) refuse('has no columns to write; name them in `columns`');
  const both = Object.keys(options.columns).find((column) => column in options.key);
  if (both !== undefined) refuse(`column ${both} is in the key and in \`columns\`; a key never changes`);
  const parts = [...(schema === null ? [] : [schema]), name];
  const sql = parts.map(quoteName).join('.');
  const id = parts.map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.');
  const table = { sql, id, name: options.table, key, fields, missing: options.missing ?? 'park' };
  const checks = new WeakMap<Queryable, Promise<TableFacts>>();
  const check = (db: Queryable): Promise<TableFacts> => {
    const known = checks.get(db);
    if (known !== undefined) return known;
    const facts = checkTable(db, table);
    checks.set(db, facts);
    // A failed check is not kept: the table may be right at the next start.
    facts.catch(() => checks.delete(db));
    return facts;
  };
  return { ...table, check };
}

type Refuse = (reason: string) => never;

function readColumn(name: string, declared: unknown, refuse: Refuse): Column {
  if (typeof declared !== 'string') return refuse(`column ${name} has no type`);
  const element = elementOf(declared) ?? declared;
  const compact = element.trim().replace(/\s*([(),])\s*/g, '$1');
  const base = baseOf(compact);
  const type =
    (ALIASES[base.toLowerCase()] ?? base) + compact.slice(base.length) + (element === declared ? '' : '[]');
  if (!TYPE.test(type))
    refuse(`column ${name} has the type ${describeValue(declared)}, which is no type's name`);
  const instead = NO_TYPES[base.toLowerCase()];
  if (instead !== undefined) refuse(`column ${name} has the type ${declared}; declare it as ${instead}`);
  return { name, sql: quoteName(name), type };
}

function readKeyColumn(name: string, declared: unknown, refuse: Refuse): Column {
  const column = readColumn(name, declared, refuse);
  if (NO_KEY_TYPES.has(baseOf(column.type)) || elementOf(column.type) !== null)
    refuse(`key column ${name} has the type ${column.type}; a key takes ${KEY_TYPES}`);
  return column;
}

interface LooseSpec {
  readonly type: string;
  readonly merge?: string;
  readonly order?: string;
}

function readFields(specs: ColumnSpecs, refuse: Refuse): Field[] {
  const entries = Object.entries(specs).map(([name, spec]) => {
    const loose: LooseSpec = typeof spec === 'string' ? { type: spec } : spec;
    return { column: readColumn(name, loose.type, refuse), merge: loose.merge ?? 'last', order: loose.order };
  });
  const orders = new Set(entries.flatMap(({ order }) => order ?? []));
  for (const { column, merge, order } of entries) {
    if (order !== undefined && merge !== 'last')
      refuse(`column ${column.name} has merge '${merge}' and an order`);
    if (orders.has(column.name) && (merge !== 'last' || order !== undefined))
      refuse(`column ${column.name} holds an order: it takes no merge and no order of its own`);
  }
  for (const order of orders)
    if (!(order in specs)) refuse(`order names the column ${order}, which is not in \`columns\``);
  return entries.flatMap(({ column, merge, order }): Field[] => {
    if (order !== undefined) return [];
    const ordered = entries.filter((other) => other.order === column.name).map((other) => other.column);
    const rule = ordered.length > 0 ? 'newest' : readMerge(column, merge, refuse);
    if (rule === 'newest' && !isComparable(column.type)) refuse(incomparable(column, 'an order'));
    return [{ name: column.name, merge: rule, columns: [column, ...ordered] }];
  });
}

const incomparable = ({ name, type }: Column, what: string): string =>
  `column ${name} has the type ${type}; ${what} takes integers, numeric, real, double precision, date or timestamptz`;

function readMerge(column: Column, merge: string, refuse: Refuse): Merge {
  if (merge === 'last' || merge === 'first') return merge;
  if (merge === 'max' || merge === 'min')
    return isComparable(column.type) ? merge : refuse(incomparable(column, `merge '${merge}'`));
  if (merge === 'add') return scaleOf(column.type) === null ? refuse(noScale(column)) : 'add';
  return refuse(
    `column ${column.name} has merge ${describeValue(merge)}; it takes last, first, max, min or add`,
  );
}

const noScale = ({ name, type }: Column): string =>
  `column ${name} has the type ${type}; merge 'add' takes smallint, integer, bigint or numeric with a scale, such as numeric(12,2)`;
