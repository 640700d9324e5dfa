import type { Queryable } from '../../db/queryable.ts';
import { QuotedName, readOnly } from '../../db/readOnly.ts';
import { readSqlState } from '../../db/sqlState.ts';
import type { UpdateStatements } from '../../domain/hot.ts';

/** Together, so that neither the server nor the reader is busy with them for long. */
const MAX_TEXT_CHARS = 500_000;
/** One text: a longer one is left out, and hides no other. */
const MAX_ONE_TEXT_CHARS = 20_000;
/** object_not_in_prerequisite_state: the extension is there, but its library was not loaded at the server's start. */
const NOT_LOADED = '55000';

/**
 * The statements of pg_stat_statements that may update rows, where the extension is installed and this role may read it.
 * Nothing is called that is not the extension's: see readServerFacts.
 * https://www.postgresql.org/docs/18/pgstatstatements.html
 */
export async function readUpdateStatements(client: Queryable): Promise<UpdateStatements> {
  const { source, name } = await findView(client);
  if (source !== 'read' || name === null) return nothing(source);
  try {
    const [found] = await readOnly<Omit<UpdateStatements, 'source'>>(
      client,
      `
      set local statement_timeout = 3000;
      select 1 / count(*) from pg_depend d join pg_extension e on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
      where e.extname = 'pg_stat_statements' and d.deptype = 'e' and d.classid = 'pg_class'::regclass
        and d.objid = to_regclass($1);
      with mine as (
        select queryid::text as id, query, calls, rows from $2
        where dbid = (select oid from pg_database where datname = current_database())
      ), candidate as (
        select id, min(query) as text, sum(calls)::bigint as calls, sum(rows)::bigint as rows
        from mine where id is not null and query ~* '[[:<:]]update[[:>:]]' group by id
      ), sized as (
        select *, sum(least(length(text), $4)) over (order by rows desc, id) <= $3 and length(text) <= $4 as fits
        from candidate
      )
      select
        (select coalesce(json_agg(json_build_object('queryId', id, 'text', text, 'calls', calls, 'rows', rows)
          order by rows desc, id), '[]') from sized where fits) as statements,
        (select count(*) from sized where not fits) as "leftOut",
        (select count(*) from mine where id is null) as hidden,
        coalesce(current_setting('pg_stat_statements.track', true) = 'all', false) as nested`,
      [name, new QuotedName(name), MAX_TEXT_CHARS, MAX_ONE_TEXT_CHARS],
    );
    return { source: 'read', ...found! };
  } catch (error: unknown) {
    if (readSqlState(error) === NOT_LOADED) return nothing('not-loaded');
    throw error;
  }
}

const nothing = (source: UpdateStatements['source']): UpdateStatements => ({
  source,
  statements: [],
  hidden: 0,
  leftOut: 0,
  nested: false,
});

/** The extension's own view, with its schema, quoted where needed; by the same rule as pg_buffercache in readServerFacts. */
async function findView(
  client: Queryable,
): Promise<{ readonly source: UpdateStatements['source']; readonly name: string | null }> {
  const [found] = await readOnly<{ source: UpdateStatements['source']; name: string }>(
    client,
    `
    with member as materialized (
      select d.classid, d.objid
      from pg_extension e join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
      where e.extname = 'pg_stat_statements' and d.deptype = 'e'
    )
    select format('%I.%I', n.nspname, c.relname) as name, case
        when not has_table_privilege(c.oid, 'select') or not has_schema_privilege(n.oid, 'usage') or not (
          select bool_and(has_function_privilege(p.oid, 'execute')) from member f join pg_proc p
            on f.classid = 'pg_proc'::regclass and p.oid = f.objid where p.proname = 'pg_stat_statements') then 'not-allowed'
        when not pg_has_role(case n.nspowner when 'pg_database_owner'::regrole then d.datdba else n.nspowner end,
          r.oid, 'member') then 'unsafe-schema'
        else 'read' end as source
    from member m join pg_class c on m.classid = 'pg_class'::regclass and c.oid = m.objid
      join pg_namespace n on n.oid = c.relnamespace, pg_database d, pg_roles r
    where c.relname = 'pg_stat_statements' and d.datname = current_database() and r.rolname = current_user`,
  );
  return found ?? { source: 'extension-missing', name: null };
}
