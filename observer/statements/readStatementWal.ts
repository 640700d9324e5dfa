import type { Queryable } from '../../db/queryable.ts';
import { QuotedName, readOnly } from '../../db/readOnly.ts';
import { insistOn } from './insistOn.ts';

/** Cumulative. */
export interface StatementCounters {
  /** Null: of other roles, which may not be seen. */
  readonly id: string | null;
  readonly calls: number;
  readonly walBytes: number;
  readonly fullPageImages: number;
}

/** Every statement that wrote WAL; those within functions are part of the one that called them. `view`: the extension's, with its schema, quoted where needed. */
export async function readStatementWal(
  client: Queryable,
  view: string,
  timeoutMs: number,
): Promise<StatementCounters[]> {
  const text = `
    select set_config('statement_timeout', $3, true);
    ${insistOn('pg_stat_statements')} and d.classid = 'pg_class'::regclass and d.objid = to_regclass($1);
    select queryid::text as id, sum(calls)::bigint as calls, sum(wal_bytes)::bigint as "walBytes",
      sum(wal_fpi)::bigint as "fullPageImages"
    from $2 s where wal_bytes > 0 and coalesce((to_jsonb(s) ->> 'toplevel')::boolean, true) group by 1`;
  return readOnly(client, text, [view, new QuotedName(view), String(timeoutMs)]);
}

/** Their texts, as the server keeps them; those of a few only: they lie in a file. */
export async function readStatementTexts(
  client: Queryable,
  view: string,
  { ids, timeoutMs }: { readonly ids: readonly string[]; readonly timeoutMs: number },
): Promise<ReadonlyMap<string, string>> {
  const text = `
    select set_config('statement_timeout', $4, true);
    ${insistOn('pg_stat_statements')} and d.classid = 'pg_class'::regclass and d.objid = to_regclass($1);
    select queryid::text as id, min(left(query, 4000)) as text from $2 where queryid::text = any($3) group by 1`;
  const rows = await readOnly<{ id: string; text: string }>(client, text, [
    view,
    new QuotedName(view),
    ids,
    String(timeoutMs),
  ]);
  return new Map(rows.map(({ id, text: query }) => [id, query]));
}
