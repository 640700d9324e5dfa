import { offers } from '../../db/serverVersions.ts';

// Writes by an autovacuum worker are vacuum's, and so are those of VACUUM through its ring of buffers.
const createIoText = (pages: string): string => `
  (select json_build_object(
      'checkpointer', coalesce(sum(pages) filter (where io.backend_type = 'checkpointer'), 0),
      'bgwriter', coalesce(sum(pages) filter (where io.backend_type = 'background writer'), 0),
      'vacuum', coalesce(sum(pages) filter (where io.backend_type = 'autovacuum worker' or io.context = 'vacuum'), 0),
      'backends', coalesce(sum(pages) filter (where io.backend_type not in ('checkpointer', 'background writer',
        'autovacuum worker') and io.context <> 'vacuum'), 0))
    from pg_stat_io io, lateral (select ${pages} as pages) each
    where io.object = 'relation')`;

/**
 * An expression that yields PageWrites as JSON; `c` is pg_stat_bgwriter (before 16). From 18 by bytes: `writes` counts
 * operations, which may write several pages each. Before 16 `buffers_backend` counts what vacuum and autovacuum write, too,
 * and pages that extend a table. Pages of temporary tables are left out.
 * https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-PG-STAT-IO-VIEW
 */
export function pageWritesText(serverVersion: number): string {
  if (offers(serverVersion, 'pg_stat_io.write_bytes')) {
    return createIoText(`io.write_bytes / current_setting('block_size')::numeric`);
  }
  if (offers(serverVersion, 'pg_stat_io')) return createIoText('io.writes');
  return `json_build_object('checkpointer', c.buffers_checkpoint, 'bgwriter', c.buffers_clean,
    'backends', c.buffers_backend, 'vacuum', null)`;
}
