import type { CheckpointerSample } from '../../domain/postgres.ts';
import type { Queryable } from '../../db/queryable.ts';
import { readOnly } from '../../db/readOnly.ts';
import { offers } from '../../db/serverVersions.ts';
import { pageWritesText } from './pageWrites.ts';

type Counters = Pick<
  CheckpointerSample,
  'timed' | 'requested' | 'done' | 'writeMs' | 'syncMs' | 'buffersWritten' | 'slruWritten'
>;
type CounterRow = Readonly<Record<string, number | undefined>>;
export type SampleRow = Omit<CheckpointerSample, keyof Counters> & { readonly counters: CounterRow };

/** The text for a server of that version; its row becomes a sample by toSample. */
export const checkpointerText = (serverVersion: number): string => `
select (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
  (extract(epoch from pg_postmaster_start_time()) * 1000)::float8 as "postmasterStartedAt",
  pg_is_in_recovery() as "inRecovery",
  (extract(epoch from c.stats_reset) * 1000)::float8 as "statsResetAt",
  to_json(c) as counters,
  k.timeline_id as timeline,
  (k.checkpoint_lsn - '0/0')::bigint as "checkpointLsn",
  (k.redo_lsn - '0/0')::bigint as "redoLsn",
  (extract(epoch from k.checkpoint_time) * 1000)::float8 as "checkpointTime",
  (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end
    - '0/0')::bigint as "walLsn",
  ${pageWritesText(serverVersion)} as "pageWrites",
  case when not pg_is_in_recovery() then w.wal_bytes::bigint end as "walBytes",
  case when not pg_is_in_recovery() then w.wal_records end as "walRecords",
  case when not pg_is_in_recovery() then w.wal_fpi end as "fullPageImages",
  case when not pg_is_in_recovery() then ${offers(serverVersion, 'pg_stat_wal.wal_fpi_bytes') ? 'w.wal_fpi_bytes' : 'null'}::bigint end as "fullPageImageBytes",
  case when not pg_is_in_recovery() then
    (select sum(tup_inserted + tup_updated + tup_deleted)::bigint from pg_stat_database) end as "rowChanges",
  case when pg_is_in_recovery() then json_build_object(
    'receivedLsn', (pg_last_wal_receive_lsn() - '0/0')::bigint,
    'committedAt', (extract(epoch from pg_last_xact_replay_timestamp()) * 1000)::float8) end as replay,
  (select wait_event from pg_stat_activity where backend_type = 'checkpointer') as "waitEvent"
from ${offers(serverVersion, 'pg_stat_checkpointer') ? 'pg_stat_checkpointer' : 'pg_stat_bgwriter'} c,
  pg_control_checkpoint() k, pg_stat_wal w`;

/**
 * One poll of the checkpointer: one message, no WAL, no transaction id, about 1 ms. PostgreSQL 14 to 19:
 * https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-PG-STAT-CHECKPOINTER-VIEW
 */
export async function readCheckpointer(
  client: Queryable,
  serverVersion: number,
): Promise<CheckpointerSample> {
  const rows = await readOnly<SampleRow>(client, checkpointerText(serverVersion));
  return toSample(rows[0]!);
}

export function toSample({ counters, ...sample }: SampleRow): CheckpointerSample {
  return { ...sample, ...toCounters(counters, sample.inRecovery) };
}

function toCounters(row: CounterRow, inRecovery: boolean): Counters {
  if (row['num_timed'] === undefined) {
    return {
      timed: row['checkpoints_timed']!,
      requested: row['checkpoints_req']!,
      done: null,
      writeMs: row['checkpoint_write_time']!,
      syncMs: row['checkpoint_sync_time']!,
      buffersWritten: row['buffers_checkpoint']!,
      slruWritten: null,
    };
  }
  const counted = inRecovery || row['num_done'] !== undefined;
  return {
    timed: row['num_timed'] + row['restartpoints_timed']!,
    requested: row['num_requested']! + row['restartpoints_req']!,
    done: counted ? (row['num_done'] ?? 0) + row['restartpoints_done']! : null,
    writeMs: row['write_time']!,
    syncMs: row['sync_time']!,
    buffersWritten: row['buffers_written']!,
    slruWritten: row['slru_written'] ?? null,
  };
}
