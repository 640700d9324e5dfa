import type { Queryable } from '../../db/queryable.ts';
import { QuotedName, readOnly } from '../../db/readOnly.ts';
import { insistOn } from './insistOn.ts';

/**
 * Dirty pages in shared buffers by pg_buffercache_summary() (16+): takes no lock, 0.05 ms per 128 MB. `source`: its name
 * with its schema, quoted where needed.
 */
export async function readDirtySummary(client: Queryable, source: string): Promise<number> {
  const text = `
    ${insistOn('pg_buffercache')} and d.classid = 'pg_proc'::regclass and d.objid = to_regprocedure($1);
    select buffers_dirty as dirty from $2()`;
  return (await readOnly<{ dirty: number }>(client, text, [`${source}()`, new QuotedName(source)]))[0]!.dirty;
}

/** The same by the view, for servers before 16: a row per buffer, so only now and then. */
export async function readDirtyView(client: Queryable, source: string): Promise<number> {
  const text = `
    ${insistOn('pg_buffercache')} and d.classid = 'pg_class'::regclass and d.objid = to_regclass($1);
    select count(*) as dirty from $2 where isdirty`;
  return (await readOnly<{ dirty: number }>(client, text, [source, new QuotedName(source)]))[0]!.dirty;
}
