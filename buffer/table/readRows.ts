import type { Column, Table, TableFacts } from './declaration.ts';
import type { EncodedRow } from './encodeRow.ts';
import { describeRows } from './rowWrite.ts';
import type { ShardName } from './shardRecords.ts';
import type { Queryable } from './types.ts';
import { baseOf, elementOf } from './valueText.ts';

/** A row by the columns' names, as ReadOf says. */
export type ReadRow = Readonly<Record<string, unknown>>;

/**
 * Reads rows with what waits for them laid over, by the very expressions that a flush writes, and the shard's epoch at
 * that moment. Null where there is no row (and the flush would make none).
 */
export async function readRows(
  db: Queryable,
  table: Table,
  {
    rows,
    facts,
    name,
  }: { readonly rows: readonly EncodedRow[]; readonly facts: TableFacts; readonly name: ShardName },
): Promise<{ readonly epoch: number; readonly rows: readonly (ReadRow | null)[] }> {
  const {
    input,
    isSame,
    columns: written,
    values,
  } = describeRows(table, rows, {
    firstParameter: 4,
    defaults: facts.defaults,
  });
  const columns = [...table.key, ...table.fields.flatMap((field) => field.columns)];
  const makes = table.missing === 'insert';
  const expressions = columns.map((column, at) => {
    const waiting = written.find((one) => one.column.name === column.name);
    const next = waiting?.next ?? `t.${column.sql}`;
    const first = at < table.key.length ? `i.k${at + 1}` : (waiting?.first ?? defaultOf(facts, column));
    const value = makes ? `case when t.${table.key[0]!.sql} is null then ${first} else ${next} end` : next;
    return `${toReadable(column, `(${value})`)} as v${at}`;
  });
  const { rows: found } = await db.query(
    `with input as materialized (
  ${input}
)
select (select epoch::text from breakwater_buffer.shard
    where buffer = $1::text and table_name = $2::text and shard = $3::text::integer) as epoch,
  (t.${table.key[0]!.sql} is not null)::text as is_there,
  ${expressions.join(',\n  ')}
from input i left join ${table.sql} t on ${isSame}
order by i.n`,
    [name.buffer, name.table, String(name.shard), ...values],
  );
  return {
    epoch: Number((found[0] as { epoch: string }).epoch),
    rows: (found as Readonly<Record<string, string | null>>[]).map((row, at) => {
      const isFresh = row['is_there'] === 'false' && !(makes && rows[at]!.fields.size > 0);
      if (isFresh) return null;
      return Object.fromEntries(
        columns.map((column, place) => [column.name, parse(column.type, row[`v${place}`] ?? null)]),
      );
    }),
  };
}

/** Reading draws no number of a sequence: such a column is unknown until its row is made. */
function defaultOf({ defaults }: TableFacts, { name }: Column): string {
  const expression = defaults.get(name) ?? 'null';
  return expression.includes('nextval(') ? 'null' : expression;
}

/** A text that does not depend on the session's settings. */
function toReadable({ type }: Column, value: string): string {
  if (elementOf(type) !== null) return `to_json(${value}::text[])::text`;
  const base = baseOf(type);
  if (base === 'date' || base === 'timestamp' || base === 'timestamptz') return `to_json(${value}) #>> '{}'`;
  return base === 'bytea' ? `encode(${value}, 'hex')` : `${value}::text`;
}

function parse(type: string, text: string | null): unknown {
  if (text === null) return null;
  const element = elementOf(type);
  if (element !== null) return parseArray(element, JSON.parse(text));
  switch (baseOf(type)) {
    case 'smallint':
    case 'integer':
      return Number(text);
    case 'real':
    case 'double precision':
      return Number(text);
    case 'bigint':
      return BigInt(text);
    case 'boolean':
      return text === 'true' || text === 't';
    case 'bytea':
      return Buffer.from(text.replace(/^\\x/, ''), 'hex');
    case 'json':
    case 'jsonb':
      return JSON.parse(text);
    default:
      return text;
  }
}

/** Arrays may have several dimensions. */
const parseArray = (element: string, items: unknown): unknown =>
  Array.isArray(items)
    ? items.map((item) => parseArray(element, item))
    : parse(element, items as string | null);
