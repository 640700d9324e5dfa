import type { Queryable } from '../../db/queryable.ts';
import { QuotedName, readOnly } from '../../db/readOnly.ts';
import { MAX_RELATIONS, type RelationPages } from '../../domain/checkpointRelations.ts';
import { insistOn } from './insistOn.ts';

export interface DirtyRelations {
  readonly pages: number;
  readonly notVisiblePages: number;
  /** The largest first, at most MAX_RELATIONS. */
  readonly top: readonly RelationPages[];
}

type Row = Omit<RelationPages, 'activity'> & { readonly allPages: number };

/**
 * Dirty pages in shared buffers by table, in one pass over them. A file's number names a relation only in its own database
 * (pg_filenode_relation, which knows mapped and shared catalogs); of others only the database is named. Unlogged tables are
 * left out, as a checkpoint leaves them; those of other databases cannot be distinguished. TOAST, indexes and
 * partitions count to their table. `view`: the extension's, with its schema, quoted where needed.
 */
export async function readDirtyRelations(
  client: Queryable,
  view: string,
  timeoutMs: number,
): Promise<DirtyRelations> {
  const text = `
    select set_config('statement_timeout', $4, true);
    ${insistOn('pg_buffercache')} and d.classid = 'pg_class'::regclass and d.objid = to_regclass($1);
    with here as (
      select oid from pg_database where datname = current_database()
    ), dirty as materialized (
      select reldatabase, reltablespace, relfilenode, count(*) as pages from $2 where isdirty group by 1, 2, 3
    ), found as (
      select d.pages, case when d.reldatabase not in (0, here.oid) then d.reldatabase end as elsewhere,
        case when d.reldatabase in (0, here.oid) then pg_filenode_relation(d.reltablespace, d.relfilenode) end as oid
      from dirty d, here
    ), holder as (
      select f.pages, f.elsewhere, coalesce(i.indrelid, f.oid) as oid, i.indrelid is not null as "isIndex"
      from found f left join pg_index i on i.indexrelid = f.oid
    ), owner as (
      select h.pages, h.elsewhere, coalesce(c.oid, h.oid) as oid, h."isIndex", c.oid is not null as "isToast"
      from holder h left join pg_class c on c.reltoastrelid = h.oid and h.oid <> 0
        left join pg_class r on r.oid = h.oid
      where r.relpersistence is distinct from 'u'
    ), named as (
      select d.datname as database, case when t.oid is not null then format('%I.%I', n.nspname, t.relname) end as "table",
        sum(o.pages)::bigint as pages,
        coalesce(sum(o.pages) filter (where o."isIndex" and not o."isToast"), 0)::bigint as "indexPages",
        coalesce(sum(o.pages) filter (where o."isToast"), 0)::bigint as "toastPages"
      from owner o left join pg_database d on d.oid = o.elsewhere
        left join pg_class t on t.oid = coalesce(pg_partition_root(o.oid), o.oid)
        left join pg_namespace n on n.oid = t.relnamespace
      group by 1, 2
    )
    select *, (sum(pages) over ())::bigint as "allPages" from named
    order by (database is null and "table" is null) desc, pages desc, 1, 2 limit $3`;
  const rows = await readOnly<Row>(client, text, [
    view,
    new QuotedName(view),
    MAX_RELATIONS + 1,
    String(timeoutMs),
  ]);
  const isNamed = ({ table, database }: Row): boolean => table !== null || database !== null;
  const top = rows.filter(isNamed).slice(0, MAX_RELATIONS).map(describe);
  const notVisiblePages = rows.find((row) => !isNamed(row))?.pages ?? 0;
  return { pages: rows[0]?.allPages ?? 0, notVisiblePages, top };
}

/** What indexes and TOAST of another database have is not known. */
function describe({ table, database, pages, indexPages, toastPages }: Row): RelationPages {
  const known = database === null;
  return {
    table,
    database,
    pages,
    indexPages: known ? indexPages : null,
    toastPages: known ? toastPages : null,
  };
}
