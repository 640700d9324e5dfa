import type { Queryable } from '../../db/queryable.ts';
import { readOnly } from '../../db/readOnly.ts';

/** How a table is updated, cumulative since the statistics were reset. */
export interface TableHeat {
  /** schema.table, quoted where needed. */
  readonly table: string;
  readonly updates: number;
  /** Updates that changed no index (heap-only tuples). */
  readonly hotUpdates: number;
  readonly indexes: number;
  readonly fillfactor: number;
}

/** The tables with the most updates. https://www.postgresql.org/docs/18/storage-hot.html */
export async function readTableHeat(client: Queryable, limit: number): Promise<TableHeat[]> {
  return readOnly<TableHeat>(
    client,
    `
    select format('%I.%I', s.schemaname, s.relname) as "table", s.n_tup_upd as updates,
      s.n_tup_hot_upd as "hotUpdates",
      (select count(*) from pg_index i where i.indrelid = s.relid) as indexes,
      coalesce((select option_value::integer from pg_options_to_table(c.reloptions)
        where option_name = 'fillfactor'), 100) as fillfactor
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.n_tup_upd > 0 order by s.n_tup_upd desc limit $1`,
    [limit],
  );
}
