import type { Queryable } from '../queryable.ts';
import { readOnly, readSchemas } from '../readOnly.ts';
import { readCheckpointSettings } from './readServerFacts.ts';
import { type CheckpointSettings } from '../../domain/postgres.ts';

/** A table, what is counted of it, and the settings, at one moment. Counts are cumulative. */
export interface TableFacts {
  /** The server's clock, ms. */
  readonly at: number;
  /** schema.table, quoted where needed. */
  readonly table: string;
  /** The planner's estimate: no row is counted. */
  readonly rows: number;
  readonly heapBytes: number;
  readonly fillfactor: number;
  readonly indexes: readonly IndexFacts[];
  readonly inserts: number;
  readonly updates: number;
  readonly hotUpdates: number;
  /** Updates whose new version went to another page; null before PostgreSQL 16. */
  readonly newPageUpdates: number | null;
  readonly settings: CheckpointSettings;
}

export interface IndexFacts {
  readonly name: string;
  readonly bytes: number;
  readonly isPrimary: boolean;
  readonly columns: readonly string[];
}

type Row = Omit<TableFacts, 'settings' | 'indexes'> & { readonly indexes: readonly IndexFacts[] };

/**
 * Facts of a table; without a name of the one with the most updates. Null: there is none. Reads statistics and catalogs
 * alone: no row, no WAL. PostgreSQL 14 to 19: https://www.postgresql.org/docs/18/monitoring-stats.html
 */
export async function readTableFacts(client: Queryable, table: string | null): Promise<TableFacts | null> {
  const rows = await readOnly<Row>(
    client,
    `
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
        format('%I.%I', s.schemaname, s.relname) as "table",
        (case when c.reltuples > 0 then c.reltuples else s.n_live_tup end)::float8 as rows,
        pg_relation_size(s.relid) as "heapBytes",
        coalesce((select option_value::integer from pg_options_to_table(c.reloptions)
          where option_name = 'fillfactor'), 100) as fillfactor,
        coalesce((
          select json_agg(json_build_object(
            'name', x.relname, 'bytes', pg_relation_size(x.oid), 'isPrimary', i.indisprimary,
            'columns', (select coalesce(json_agg(a.attname), '[]') from pg_attribute a
              where a.attrelid = s.relid and a.attnum = any(i.indkey))) order by x.relname)
          from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = s.relid), '[]') as indexes,
        s.n_tup_ins as inserts, s.n_tup_upd as updates, s.n_tup_hot_upd as "hotUpdates",
        (to_jsonb(s) ->> 'n_tup_newpage_upd')::bigint as "newPageUpdates"
      from pg_stat_user_tables s join pg_class c on c.oid = s.relid
      where $1::text is null and s.n_tup_upd > 0 or s.relid = to_regclass($1) or s.relid = (
        select relid from unnest($2) with ordinality as p (schema, place),
          to_regclass(case when cardinality(parse_ident($1, false)) = 1 then format('%I.%s', schema, $1) end) as relid
        where relid is not null order by place limit 1)
      order by s.n_tup_upd desc limit 1`,
    [table, await readSchemas(client)],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, settings: await readCheckpointSettings(client) };
}
