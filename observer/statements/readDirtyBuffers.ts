import type { Queryable } from '../../db/queryable.ts';
import { QuotedName, readOnly } from '../../db/readOnly.ts';

// Fails where it is not the extension's: another one may have taken its name since. That no other takes it between this
// statement and the next is what readServerFacts() asks of the schema's owner.
const INSIST_ON_EXTENSION = `
  select 1 / count(*) from pg_depend d join pg_extension e on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
  where e.extname = 'pg_buffercache' and d.deptype = 'e'`;

/**
 * Dirty pages in shared buffers by pg_buffercache_summary() (16+): takes no lock, 0.05 ms per 128 MB. `source`: its name
 * with its schema, quoted where needed.
 */
export async function readDirtySummary(client: Queryable, source: string): Promise<number> {
  const text = `
    ${INSIST_ON_EXTENSION} and d.classid = 'pg_proc'::regclass and d.objid = to_regprocedure($1);
    select buffers_dirty as dirty from $2()`;
  return (await readOnly<{ dirty: number }>(client, text, [`${source}()`, new QuotedName(source)]))[0]!.dirty;
}

/** The same by the view, for servers before 16: a row per buffer, so only now and then. */
export async function readDirtyView(client: Queryable, source: string): Promise<number> {
  const text = `
    ${INSIST_ON_EXTENSION} and d.classid = 'pg_class'::regclass and d.objid = to_regclass($1);
    select count(*) as dirty from $2 where isdirty`;
  return (await readOnly<{ dirty: number }>(client, text, [source, new QuotedName(source)]))[0]!.dirty;
}
