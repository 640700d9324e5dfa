import { COMPONENT_APPLICATION } from '../componentPools.ts';
import type { Queryable } from '../queryable.ts';
import { readOnly } from '../readOnly.ts';

/** WAL of one backend since it began. */
export interface BackendWal {
  readonly component: string;
  /** Process id and start: ids are used again, this pair is not. */
  readonly backend: string;
  readonly walBytes: number;
}

/**
 * WAL of the connections that the components of one worker hold, PostgreSQL 18 and later:
 * https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-STATS-FUNCTIONS (pg_stat_get_backend_wal). A busy
 * backend reports once a second, an idle one within ten.
 */
export async function readComponentWal(client: Queryable, worker: string): Promise<BackendWal[]> {
  return readOnly<BackendWal>(
    client,
    `
    select split_part(substr(a.application_name, length($1) + 1), ' ', 1) as component,
      a.pid || ' ' || a.backend_start as backend, w.wal_bytes::bigint as "walBytes"
    from pg_stat_activity a, pg_stat_get_backend_wal(a.pid) w
    where a.datname = current_database() and a.application_name like $1 || '% ' || $2`,
    [COMPONENT_APPLICATION, worker],
  );
}
