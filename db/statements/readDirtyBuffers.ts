import type { Queryable } from '../queryable.ts';

/** Dirty pages in shared buffers by pg_buffercache_summary() (16+): takes no lock, 0.05 ms per 128 MB. */
export async function readDirtySummary(client: Queryable): Promise<number> {
  const result = await client.query<{ dirty: number }>({
    name: 'read_dirty_summary',
    text: 'select buffers_dirty as dirty from pg_buffercache_summary()',
  });
  return result.rows[0]!.dirty;
}

/** The same by the view, for servers before 16: a row per buffer, so only now and then. */
export async function readDirtyView(client: Queryable): Promise<number> {
  const result = await client.query<{ dirty: number }>({
    name: 'read_dirty_view',
    text: 'select count(*) as dirty from pg_buffercache where isdirty',
  });
  return result.rows[0]!.dirty;
}
