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
  /** As written beside the rows. */
  readonly record?: string;
}

export interface RowsToWrite {
  /** They differ in their keys. */
  readonly rows: readonly EncodedRow[];
  readonly facts: TableFacts;
  readonly fence?: Fence;
  /** Writes a record of the next epoch: the steps of the rows that are not missing. Goes with a fence. */
  readonly record?: { readonly seen: number; readonly steps: readonly string[] };
}

/** Writes rows in one statement. Rows that hold the values already are not touched. */
export async function writeRows(
  db: Queryable,
  table: Table,
  { rows, facts, fence, record }: RowsToWrite,
): Promise<RowsWritten> {
  const fenced = fence === undefined ? [] : [fence.buffer, fence.table, fence.shard, fence.epoch].map(String);
  const head = record === undefined ? fenced : [...fenced, String(record.seen)];
  const options = { firstParameter: head.length + 1, defaults: facts.defaults, steps: record?.steps };
  const write = describeRows(table, rows, options);
  const text = compose(table, write, { isFenced: fence !== undefined, isRecorded: record !== undefined });
  const result = await db.query(text, [...head, ...write.values]);
  const row = result.rows[0] as Reply;
  return {
    epoch: fence === undefined ? undefined : row.epoch === null ? null : Number(row.epoch),
    written: Number(row.written),
    missing: row.missing === null ? [] : row.missing.split(',').map((n) => Number(n) - 1),
    ...(row.record !== null && { record: row.record }),
  };
}

interface Reply {
  readonly epoch: string | null;
  readonly written: string;
  readonly missing: string | null;
  readonly record: string | null;
}

export const FENCE = `fence as (
  update breakwater_buffer.shard set epoch = epoch + 1
  where buffer = $1::text and table_name = $2::text and shard = $3::text::integer and epoch = $4::text::bigint
  returning epoch
)`;

/** Records that are settled are kept for a while: a Redis that lost its last moments is a few epochs behind. */
const KEPT_RECORDS = 16;

const RECORD = `
, record as (
  insert into breakwater_buffer.record (buffer, table_name, shard, epoch, content)
  select $1::text, $2::text, $3::text::integer, f.epoch, '{"seen":' || $5::text || ',"steps":[' || (
    select coalesce(string_agg(i.step, ','), '') from input i where i.n not in (select n from missing)
  ) || ']}'
  from fence f
  returning content
), outdated as (
  delete from breakwater_buffer.record r using fence f
  where r.buffer = $1::text and r.table_name = $2::text and r.shard = $3::text::integer
    and r.epoch <= f.epoch - ${KEPT_RECORDS}
)`;

// A row that is there, differs and was not written is missing too: a trigger held it back, or somebody deleted it.
function compose(
  table: Table,
  write: RowWrite,
  { isFenced, isRecorded }: { readonly isFenced: boolean; readonly isRecorded: boolean },
): string {
  const { sql, key, missing } = table;
  const from = isFenced ? 'input i, fence' : 'input i';
  const isMade = key.map((_, at) => `m.k${at + 1} = i.k${at + 1}`).join(' and ');
  const makes = missing === 'insert';
  return `with input as materialized (
  ${write.input}
),${isFenced ? ` ${FENCE},` : ''} written as (
  ${composeUpdate(table, write, from)}
),${makes ? composeMade(table, write, from) : ''} missing as (
  select i.n from input i left join ${sql} t on ${write.isSame}
  where (t.${key[0]!.sql} is null or ${write.isChanged}) and i.n not in (select n from written)${
    makes ? ` and not exists (select from made m where ${isMade})` : ''
  }
)${isRecorded ? RECORD : ''}
select ${isFenced ? '(select epoch::text from fence)' : 'null'} as epoch,
  ((select count(*) from written)${makes ? ' + (select count(*) from made)' : ''})::text as written,
  (select string_agg(n::text, ',') from missing) as missing,
  ${isRecorded ? '(select content from record)' : 'null'} as record`;
}

const composeUpdate = ({ sql }: Table, { columns, isSame, isChanged }: RowWrite, from: string): string =>
  columns.length === 0
    ? 'select i.n from input i where false'
    : `update ${sql} t set
    ${columns.map(({ column, next }) => `${column.sql} = ${next}`).join(',\n    ')}
  from ${from}
  where ${isSame} and (
    ${isChanged}
  )
  returning i.n`;

const composeMade = ({ sql, key }: Table, { made, isSame }: RowWrite, from: string): string => `
made as (
  insert into ${sql} as t (${made.names})
  select ${made.values} from ${from}
  where not exists (select from ${sql} t where ${isSame})
  on conflict (${key.map((column) => column.sql).join(', ')}) do nothing
  returning ${key.map((column, at) => `t.${column.sql} as k${at + 1}`).join(', ')}
),`;
