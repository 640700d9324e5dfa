import type { Queryable } from '../../db/queryable.ts';
import { readOnly } from '../../db/readOnly.ts';
import { type HotTable, MAX_HOT_TABLES } from '../../domain/hot.ts';

/** With fewer updates a share says little. */
const MIN_UPDATES = 100;

const TEXT = `
set local statement_timeout = 3000;
with member as (
  select relid as oid, coalesce(pg_partition_root(relid), relid) as root, n_tup_ins, n_tup_upd, n_tup_hot_upd
  from pg_stat_user_tables s where n_tup_upd > 0
    and not exists (select from pg_class t where t.oid = s.relid and t.relpersistence = 't')
), chosen as (
  select root, sum(n_tup_ins)::bigint as inserts, sum(n_tup_upd)::bigint as updates, sum(n_tup_hot_upd)::bigint as hot
  from member group by root having sum(n_tup_upd) >= $1
  order by sum(n_tup_upd - n_tup_hot_upd) desc limit $2
), known as (
  select root, oid from member union
  select m.root, a.relid from member m, pg_partition_ancestors(m.oid) a (relid)
), index as (
  select m.root, coalesce(pg_partition_root(i.indexrelid), i.indexrelid) as oid, bool_and(i.indisvalid) as valid,
    nullif(sum(x.relpages::bigint), 0)::bigint * current_setting('block_size')::integer as bytes,
    sum(pg_stat_get_numscans(i.indexrelid))::bigint as scans
  from chosen m join pg_stat_user_tables l on coalesce(pg_partition_root(l.relid), l.relid) = m.root
    join pg_index i on i.indrelid = l.relid join pg_class x on x.oid = i.indexrelid
  where i.indislive group by 1, 2
)
select format('%I.%I', n.nspname, c.relname) as "table",
  format('%I.%I', n.nspname, left(c.relname, 50) || '_narrow') as "narrowName",
  chosen.inserts, chosen.updates, chosen.hot as "hotUpdates",
  (select sum((to_jsonb(s) ->> 'n_tup_newpage_upd')::bigint)::bigint
    from member m join pg_stat_user_tables s on s.relid = m.oid where m.root = chosen.root) as "newPageUpdates",
  coalesce((select min(o.option_value::integer)
    from member m join pg_class l on l.oid = m.oid, pg_options_to_table(l.reloptions) o
    where m.root = chosen.root and o.option_name = 'fillfactor'), 100) as fillfactor,
  (select json_agg(format('%I.%I', ln.nspname, l.relname) order by ln.nspname, l.relname)
    from member m join pg_class l on l.oid = m.oid join pg_namespace ln on ln.oid = l.relnamespace
    where m.root = chosen.root) as leaves,
  (select json_agg(json_build_object('schema', kn.nspname, 'table', k.relname, 'isOnly', not exists (
      select from pg_class o where o.relname = k.relname and o.oid <> k.oid and o.relkind in ('r', 'p', 'v', 'm', 'f'))))
    from known join pg_class k on k.oid = known.oid join pg_namespace kn on kn.oid = k.relnamespace
    where known.root = chosen.root) as names,
  exists (select from known join pg_trigger t on t.tgrelid = known.oid
    where known.root = chosen.root and not t.tgisinternal and t.tgenabled <> 'D'
      and (t.tgtype & 19) = 19 /* for each row, before, update */) as "hasTrigger",
  (select json_agg(json_build_object(
      'name', a.attname, 'quoted', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod),
      'isPrimary', exists (select from pg_index p
        where p.indrelid = a.attrelid and p.indisprimary and a.attnum = any (p.indkey)),
      'generatedFrom', (select coalesce(json_agg(distinct b.attname), '[]')
        from pg_depend d join pg_attribute b on b.attrelid = d.refobjid and b.attnum = d.refobjsubid
        where a.attgenerated = 's' and d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid
          and b.attnum <> a.attnum and (
            /* before 15 of the column itself */
            (d.classid = 'pg_class'::regclass and d.objid = a.attrelid and d.objsubid = a.attnum)
            or (d.classid = 'pg_attrdef'::regclass and d.objid = (
              select f.oid from pg_attrdef f where f.adrelid = a.attrelid and f.adnum = a.attnum)))
      )) order by a.attnum)
    from pg_attribute a where a.attrelid = chosen.root and a.attnum > 0 and not a.attisdropped) as columns,
  (select coalesce(json_agg(json_build_object(
      'name', format('%I.%I', xn.nspname, x.relname), 'method', am.amname,
      'isSummarizing', am.amname = 'brin' and current_setting('server_version_num')::integer >= 160000,
      'bytes', index.bytes, 'scans', index.scans, 'isUnique', i.indisunique, 'isValid', index.valid,
      'isConstraint', i.indisprimary or i.indisreplident
        or exists (select from pg_constraint k where k.conindid = i.indexrelid),
      'isPartitioned', x.relkind = 'I',
      'columns', (select coalesce(json_agg(json_build_object('name', a.attname, 'role', case at.iskey
            when true then 'key' when false then 'include' else 'expression or condition' end) order by a.attnum), '[]')
        from pg_attribute a cross join lateral (select bool_or(k.place <= i.indnkeyatts) as iskey
            from unnest(i.indkey::smallint[]) with ordinality k (number, place) where k.number = a.attnum) at
        where a.attrelid = i.indrelid and a.attnum > 0 and not a.attisdropped and (
          at.iskey is not null
          or exists (select from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
              and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid and d.refobjsubid = a.attnum)
          /* the whole row, on which there is no dependency */
          or concat(i.indexprs::text, i.indpred::text) like '%:varattno 0 %')
      )) order by xn.nspname, x.relname), '[]')
    from index join pg_index i on i.indexrelid = index.oid join pg_class x on x.oid = index.oid
      join pg_namespace xn on xn.oid = x.relnamespace join pg_am am on am.oid = x.relam
    where index.root = chosen.root) as indexes
from chosen join pg_class c on c.oid = chosen.root join pg_namespace n on n.oid = c.relnamespace
order by chosen.updates - chosen.hot desc`;

/**
 * The tables of this database with the most updates that were not HOT, their columns and their indexes; partitions count to
 * their root, and an index of a partition, updated or not, to that of its root. An index depends on the columns that PostgreSQL has in
 * pg_depend, where those of a constraint are not, and in indkey. From 16 on updates leave BRIN, the one summarizing access
 * method, out of the rule. Reads only statistics and catalogs, for 3 s at the most: no row, no WAL, and no lock
 * for which it would wait.
 * https://www.postgresql.org/docs/18/storage-hot.html, catalog-pg-depend.html
 */
export async function readHotTables(client: Queryable): Promise<HotTable[]> {
  return readOnly<HotTable>(client, TEXT, [MIN_UPDATES, MAX_HOT_TABLES]);
}
