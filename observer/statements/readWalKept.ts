import type { Queryable } from '../../db/queryable.ts';
import { readOnly } from '../../db/readOnly.ts';
import type { WalKept } from '../../domain/postgres.ts';

/** What keeps WAL beside checkpoints. https://www.postgresql.org/docs/18/view-pg-replication-slots.html */
export async function readWalKept(client: Queryable): Promise<WalKept> {
  const rows = await readOnly<WalKept>(
    client,
    `
    select (select setting::bigint * 1024 * 1024 from pg_settings where name = 'wal_keep_size') as "keepBytes",
      (select nullif(setting::bigint, -1) * 1024 * 1024 from pg_settings where name = 'max_slot_wal_keep_size') as "slotLimitBytes",
      count(s.restart_lsn) as slots,
      greatest(0, max(l.lsn - s.restart_lsn))::bigint as "slotBytes"
    from (select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end as lsn) l
      left join pg_replication_slots s on true`,
  );
  const { slotBytes, ...kept } = rows[0]!;
  return { ...kept, slotBytes: kept.slots === 0 ? 0 : slotBytes };
}
