import type { Queryable } from '../../db/queryable.ts';
import { readOnly } from '../../db/readOnly.ts';
import type { IndexSize } from '../../model/touchedPages.ts';

/** Rows of one heap that were changed, cumulative, and its size by the planner's estimate. */
export interface TableCounters {
  readonly oid: number;
  /** schema.table that it counts to, quoted where needed: of a partition the topmost, of TOAST its owner. */
  readonly table: string;
  readonly isToast: boolean;
  readonly inserts: number;
  readonly updates: number;
  readonly hotUpdates: number;
  /** Null before PostgreSQL 16. */
  readonly newPageUpdates: number | null;
  readonly deletes: number;
  readonly fillfactor: number;
  /** Both 0 or less where the planner has no estimate yet. */
  readonly heapPages: number;
  readonly rows: number;
  readonly indexes: readonly IndexSize[];
}

/**
 * Every table of the connected database in which a row was ever changed, TOAST and catalogs among them, but for temporary and unlogged
 * ones, which no checkpoint writes. Reads statistics
 * and catalogs only, and takes no lock on a table. An index is ordered where new keys come at its end: a time, or a primary
 * key that is a number. https://www.postgresql.org/docs/18/monitoring-stats.html
 */
export async function readTableCounters(client: Queryable, timeoutMs: number): Promise<TableCounters[]> {
  return readOnly<TableCounters>(
    client,
    `
    select set_config('statement_timeout', $1, true);
    select c.oid::bigint as oid, format('%I.%I', n.nspname, t.relname) as "table", c.relkind = 't' as "isToast",
      s.n_tup_ins as inserts, s.n_tup_upd as updates, s.n_tup_hot_upd as "hotUpdates",
      (to_jsonb(s) ->> 'n_tup_newpage_upd')::bigint as "newPageUpdates", s.n_tup_del as deletes,
      coalesce((select option_value::integer from pg_options_to_table(c.reloptions)
        where option_name = 'fillfactor'), 100) as fillfactor,
      c.relpages as "heapPages", c.reltuples::float8 as rows,
      coalesce((select json_agg(json_build_object('pages', x.relpages,
          'isOrdered', coalesce(a.atttypid in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype)
            or i.indisprimary and a.atttypid in ('int4'::regtype, 'int8'::regtype, 'oid'::regtype), false)))
        from pg_index i join pg_class x on x.oid = i.indexrelid
          left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid), '[]') as indexes
    from pg_stat_all_tables s join pg_class c on c.oid = s.relid
      left join pg_class o on c.relkind = 't' and o.reltoastrelid = c.oid
      join pg_class t on t.oid = coalesce(pg_partition_root(coalesce(o.oid, c.oid)), o.oid, c.oid)
      join pg_namespace n on n.oid = t.relnamespace
    where s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0 and c.relpersistence = 'p'`,
    [String(timeoutMs)],
  );
}

/** Rows changed in each other database, cumulative. */
export async function readDatabaseChanges(
  client: Queryable,
): Promise<readonly { readonly database: string; readonly changes: number }[]> {
  return readOnly(
    client,
    `
    select datname as database, tup_inserted + tup_updated + tup_deleted as changes
    from pg_stat_database where datname <> current_database() and datid <> 0`,
  );
}
