import type { Queryable } from '../../db/queryable.ts';
import { readOnly } from '../../db/readOnly.ts';
import { offers } from '../../db/serverVersions.ts';
import type { IoTimes, SessionSample, WaitKind } from '../../domain/sessions.ts';

interface SessionRow extends Readonly<Record<WaitKind, number>> {
  readonly at: number;
  readonly active: number;
  readonly longestSeconds: number;
  readonly transactions: number;
  readonly io: IoTimes | null;
}

/** On 18 the WAL's own reads and writes are in pg_stat_io, too; they are timed by track_wal_io_timing. */
const ioText = (serverVersion: number): string =>
  offers(serverVersion, 'pg_stat_io')
    ? `(select json_build_object('readMs', coalesce(sum(read_time), 0), 'writeMs', coalesce(sum(write_time + writeback_time), 0),
        'fsyncMs', coalesce(sum(fsync_time), 0)) from pg_stat_io where object = 'relation')`
    : `(select json_build_object('readMs', sum(blk_read_time), 'writeMs', sum(blk_write_time), 'fsyncMs', null) from pg_stat_database)`;

const sessionsText = (serverVersion: number): string => `
select (extract(epoch from clock_timestamp()) * 1000)::float8 as at, count(*) as active,
  count(*) filter (where kind = 'running') as running, count(*) filter (where kind = 'wal') as wal,
  count(*) filter (where kind = 'data') as data, count(*) filter (where kind = 'lock') as "lock",
  count(*) filter (where kind = 'other') as other,
  coalesce(greatest(0, extract(epoch from clock_timestamp() - min(query_start))), 0)::float8 as "longestSeconds",
  (select sum(xact_commit + xact_rollback)::bigint from pg_stat_database) as transactions,
  case when current_setting('track_io_timing')::boolean then ${ioText(serverVersion)} end as io
from (
  select query_start, case
      when wait_event is null then 'running'
      when wait_event_type = 'Lock' then 'lock'
      when wait_event_type in ('IO', 'LWLock') and wait_event ilike 'wal%' then 'wal'
      when wait_event_type = 'IO' then 'data'
      else 'other' end as kind
  from pg_stat_activity
  where backend_type = 'client backend' and state in ('active', 'fastpath function call') and pid <> pg_backend_pid()
) session`;

/**
 * The active client sessions by what they wait for: one aggregate, no WAL, no transaction id. Needs pg_read_all_stats, as what
 * other roles' sessions do is hidden without it.
 * https://www.postgresql.org/docs/18/monitoring-stats.html#WAIT-EVENT-TABLE
 */
export async function readSessions(client: Queryable, serverVersion: number): Promise<SessionSample> {
  const [row] = await readOnly<SessionRow>(client, sessionsText(serverVersion));
  const { running, wal, data, lock, other, ...sample } = row!;
  return { ...sample, waits: { running, wal, data, lock, other } };
}
