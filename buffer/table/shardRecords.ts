import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSqlState } from '../sqlState.ts';
import { TableDefinitionError } from './errors.ts';
import type { Queryable } from './types.ts';
import { FENCE, type Fence } from './writeRows.ts';

/** A shard of a buffered table. */
export type ShardName = Omit<Fence, 'epoch'>;

const toValues = ({ buffer, table, shard }: ShardName): string[] => [buffer, table, String(shard)];
const IS_SHARD = 'buffer = $1::text and table_name = $2::text and shard = $3::text::integer';

/** Creates the schema `breakwater_buffer` with its two tables, where they are not there (see prepare.sql). */
export async function prepare(db: Queryable): Promise<void> {
  const path = join(dirname(fileURLToPath(import.meta.url)), '..', PREPARE_SQL);
  for (const statement of readFileSync(path, 'utf8').split(/;\s*$/m)) {
    if (statement.replace(/^--.*$/gm, '').trim() !== '') await db.query(statement, []);
  }
}

/** From the folder above: of the sources or of dist. */
const PREPARE_SQL = 'prepare.sql';

const UNDEFINED = new Set(['42P01', '3F000']);
const NO_RIGHT = '42501';

/**
 * Makes sure that a shard has its row.
 * @throws TableDefinitionError where the schema is not there, or this role may not use it
 */
export async function insertShard(db: Queryable, name: ShardName): Promise<void> {
  const statement = `insert into breakwater_buffer.shard (buffer, table_name, shard)
    values ($1::text, $2::text, $3::text::integer) on conflict do nothing`;
  try {
    await db.query(statement, toValues(name));
  } catch (error: unknown) {
    const state = readSqlState(error);
    if (UNDEFINED.has(state ?? ''))
      throw new TableDefinitionError(
        'The schema breakwater_buffer is not there: call prepare(pool) once, or run prepare.sql',
        {
          cause: error,
        },
      );
    if (state === NO_RIGHT)
      throw new TableDefinitionError(
        'This role may not write the schema breakwater_buffer: grant usage on schema breakwater_buffer, and select, ' +
          'insert, update, delete on all tables in it',
        { cause: error },
      );
    throw error;
  }
}

/** How often the shard was written. */
export async function readEpoch(db: Queryable, name: ShardName): Promise<number> {
  const { rows } = await db.query(
    `select epoch::text from breakwater_buffer.shard where ${IS_SHARD}`,
    toValues(name),
  );
  const row = rows[0] as { readonly epoch: string } | undefined;
  if (row === undefined)
    throw new Error(`breakwater_buffer.shard has no row for ${name.buffer}, ${name.table}: start the buffer`);
  return Number(row.epoch);
}

/** The records after an epoch, oldest first. */
export async function readRecords(
  db: Queryable,
  name: ShardName,
  after: number,
): Promise<readonly { readonly epoch: number; readonly record: string }[]> {
  const { rows } = await db.query(
    `select r.epoch::text, r.content from breakwater_buffer.record r
     where r.${IS_SHARD.replaceAll(' and ', ' and r.')} and r.epoch > $4::text::bigint order by r.epoch`,
    [...toValues(name), String(after)],
  );
  return (rows as readonly { readonly epoch: string; readonly content: string }[]).map(
    ({ epoch, content }) => ({
      epoch: Number(epoch),
      record: content,
    }),
  );
}

/** Moves the shard's epoch on with a record; null where it had moved on already. */
export async function insertRecord(db: Queryable, fence: Fence, record: string): Promise<number | null> {
  const { rows } = await db.query(
    `with ${FENCE}, record as (
       insert into breakwater_buffer.record (buffer, table_name, shard, epoch, content)
       select $1::text, $2::text, $3::text::integer, f.epoch, $5::text from fence f
     )
     select epoch::text from fence`,
    [...toValues(fence), String(fence.epoch), record],
  );
  const row = rows[0] as { readonly epoch: string } | undefined;
  return row === undefined ? null : Number(row.epoch);
}

/** Sets the epoch that a person decided, without records. */
export async function resetEpoch(db: Queryable, name: ShardName, epoch: number): Promise<void> {
  await db.query(
    `with gone as (delete from breakwater_buffer.record where ${IS_SHARD})
     update breakwater_buffer.shard set epoch = $4::text::bigint where ${IS_SHARD}`,
    [...toValues(name), String(epoch)],
  );
}
