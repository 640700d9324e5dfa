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
  /** Where large values lie, in pieces. */
  readonly toastBytes: number;
  /** Pieces of large values that were written; cumulative. */
  readonly toastInserts: number;
  /** Tables that hold the rows: 1 where it has no partitions. */
  readonly partitions: number;
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
 * Facts of a table, its partitions and TOAST with it; without a name of the one with the most updates. A name is found as
 * it is written in SQL or as it is, blanks and capitals included. Null: there is none. Reads only statistics and catalogs:
 * no row, no WAL. PostgreSQL 14 to 19: https://www.postgresql.org/docs/18/monitoring-stats.html
 */
export async function readTableFacts(client: Queryable, table: string | null): Promise<TableFacts | null> {
  const rows = await readOnly<Row>(
    client,
    `
      with named as (
        select c.oid, case
            when $1 in (n.nspname || '.' || c.relname, n.nspname || '.' || q.name, q.schema || '.' || c.relname,
              q.schema || '.' || q.name) then 0
            when $1 in (c.relname, q.name) then p.place
            when lower($1) = n.nspname || '.' || c.relname then 1000
            when lower($1) = c.relname then 1000 + p.place end as rank
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
          cross join lateral (select '"' || replace(n.nspname, '"', '""') || '"' as schema,
            '"' || replace(c.relname, '"', '""') || '"' as name) q
          left join unnest($2) with ordinality as p (schema, place) on p.schema = n.nspname
        where c.relkind in ('r', 'p')
      ), busiest as (
        select coalesce(pg_partition_root(relid), relid) as oid, sum(n_tup_upd) as updates
        from pg_stat_user_tables where $1::text is null group by 1
      ), chosen as (
        (select oid from named where rank is not null order by rank limit 1) union all
        (select oid from busiest where updates > 0 order by updates desc limit 1)
      ), leaf as (
        select c.oid, c.reltuples, c.reloptions, c.reltoastrelid
        from chosen left join lateral pg_partition_tree(chosen.oid) t on true
          join pg_class c on c.oid = coalesce(t.relid, chosen.oid) and c.relkind = 'r'
      ), index as (
        select coalesce(pg_partition_root(i.indexrelid), i.indexrelid) as oid, bool_or(i.indisprimary) as primary,
          sum(pg_relation_size(i.indexrelid)) as bytes
        from pg_index i join leaf on leaf.oid = i.indrelid group by 1
      )
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
        (select format('%I.%I', n.nspname, c.relname) from chosen join pg_class c using (oid)
          join pg_namespace n on n.oid = c.relnamespace) as "table",
        count(*) as partitions,
        coalesce(sum(case when leaf.reltuples > 0 then leaf.reltuples else s.n_live_tup end), 0)::float8 as rows,
        coalesce(sum(pg_relation_size(leaf.oid)), 0)::bigint as "heapBytes",
        coalesce(sum(pg_relation_size(nullif(leaf.reltoastrelid, 0))), 0)::bigint as "toastBytes",
        coalesce(sum(pg_stat_get_tuples_inserted(leaf.reltoastrelid)), 0)::bigint as "toastInserts",
        coalesce(min((select option_value::integer from pg_options_to_table(leaf.reloptions)
          where option_name = 'fillfactor')), 100) as fillfactor,
        coalesce((
          select json_agg(json_build_object(
            'name', x.relname, 'bytes', index.bytes, 'isPrimary', index.primary,
            'columns', (select coalesce(json_agg(a.attname), '[]') from pg_attribute a
              where a.attrelid = i.indrelid and a.attnum = any(i.indkey))) order by x.relname)
          from index join pg_index i on i.indexrelid = index.oid join pg_class x on x.oid = index.oid), '[]') as indexes,
        coalesce(sum(s.n_tup_ins), 0)::bigint as inserts, coalesce(sum(s.n_tup_upd), 0)::bigint as updates,
        coalesce(sum(s.n_tup_hot_upd), 0)::bigint as "hotUpdates",
        sum((to_jsonb(s) ->> 'n_tup_newpage_upd')::bigint)::bigint as "newPageUpdates"
      from leaf join pg_stat_all_tables s on s.relid = leaf.oid
      having count(*) > 0 or exists (select from chosen)`,
    [table, await readSchemas(client)],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, settings: await readCheckpointSettings(client) };
}
