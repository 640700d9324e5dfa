import type { Table, TableFacts } from './declaration.ts';
import type { EncodedRow } from './encodeRow.ts';
import { describeRows, type RowWrite } from './rowWrite.ts';
import type { Queryable } from './types.ts';

/** The fence of a shard: nothing is written unless its epoch is still this one. */
export interface Fence {
  readonly buffer: string;
  readonly table: string;
  readonly shard: number;
  readonly epoch: number;
}

export interface RowsWritten {
  /** After the write; null where the epoch had moved on and nothing was written. Undefined without a fence. */
  readonly epoch: number | null | undefined;
  /** Changed or made; the others hold the values already. */
  readonly written: number;
  /** Places of the rows that are not there, or that a trigger left as they were. */
  readonly missing: readonly number[];
}

/** Writes rows that differ in their keys in one statement. Rows that hold the values already are not touched. */
export async function writeRows(
  db: Queryable,
  table: Table,
  {
    rows,
    facts,
    fence,
  }: { readonly rows: readonly EncodedRow[]; readonly facts: TableFacts; readonly fence?: Fence },
): Promise<RowsWritten> {
  const fenced = fence === undefined ? [] : [fence.buffer, fence.table, fence.shard, fence.epoch].map(String);
  const write = describeRows(table, rows, { firstParameter: fenced.length + 1, defaults: facts.defaults });
  const text = compose(table, write, fence !== undefined);
  const result = await db.query(text, [...fenced, ...write.values]);
  const row = result.rows[0] as { epoch: string | null; written: string; missing: string | null };
  return {
    epoch: fence === undefined ? undefined : row.epoch === null ? null : Number(row.epoch),
    written: Number(row.written),
    missing: row.missing === null ? [] : row.missing.split(',').map((n) => Number(n) - 1),
  };
}

const FENCE = `
fence as (
  update breakwater_buffer.shard set epoch = epoch + 1
  where buffer = $1::text and table_name = $2::text and shard = $3::text::integer and epoch = $4::text::bigint
  returning epoch
),`;

// A row that is there, differs and was not written is missing too: a trigger held it back, or somebody deleted it.
function compose(table: Table, write: RowWrite, fenced: boolean): string {
  const { sql, key, missing } = table;
  const from = fenced ? 'input i, fence' : 'input i';
  const keys = key.map((column, at) => `t.${column.sql} as k${at + 1}`).join(', ');
  const isMade = key.map((_, at) => `m.k${at + 1} = i.k${at + 1}`).join(' and ');
  const made = `
made as (
  insert into ${sql} as t (${write.made.names})
  select ${write.made.values} from ${from}
  where not exists (select from ${sql} t where ${write.isSame})
  on conflict (${key.map((column) => column.sql).join(', ')}) do nothing
  returning ${keys}
),`;
  const makes = missing === 'insert';
  return `with input as materialized (
  ${write.input}
),${fenced ? FENCE : ''}
written as (
  update ${sql} t set
    ${write.columns.map(({ column, next }) => `${column.sql} = ${next}`).join(',\n    ')}
  from ${from}
  where ${write.isSame} and (
    ${write.isChanged}
  )
  returning i.n
),${makes ? made : ''}
missing as (
  select i.n from input i left join ${sql} t on ${write.isSame}
  where (t.${key[0]!.sql} is null or ${write.isChanged}) and i.n not in (select n from written)${
    makes ? ` and not exists (select from made m where ${isMade})` : ''
  }
)
select ${fenced ? '(select epoch::text from fence)' : 'null'} as epoch,
  ((select count(*) from written)${makes ? ' + (select count(*) from made)' : ''})::text as written,
  (select string_agg(n::text, ',') from missing) as missing`;
}
