import type { Queryable } from '../../db/queryable.ts';
import { runReadOnly } from '../../db/readOnly.ts';
import { offers } from '../../db/serverVersions.ts';
import { checkpointerText, type SampleRow, toSample } from './readCheckpointer.ts';
import type { CheckpointerSample, ServerFacts } from '../../domain/postgres.ts';

// The server polls by itself: each round of the recursion drops the statistics it holds and reads them again, until they
// are others than those that the caller knows. While the checkpointer naps, or where that is not shown, it sleeps in
// between; while the checkpointer works it does not: it may end, and the next report its first pages, within a sleep.
const createText = (counter: string): string => {
  const times = `pg_stat_get_${counter}_write_time(), pg_stat_get_${counter}_sync_time()`;
  // `condition` ties it to the round: otherwise it is read once for all.
  const works = (condition: string): string => `coalesce((
      select coalesce(a.wait_event, '') not in ('CheckpointWriteDelay', 'CheckpointerMain')
      from checkpointer c, pg_stat_get_activity(c.pid) a where ${condition}), false)`;
  return `
with recursive checkpointer as materialized (
  select pid from pg_stat_activity where backend_type = 'checkpointer'
), look (until, busy_looks, slept, dropped, write_ms, sync_ms, works) as (
  select clock_timestamp() + $4::float8 * interval '1 millisecond', 0,
    pg_sleep(0), pg_stat_clear_snapshot(), ${times}, ${works('true')}
  union all
  select until, busy_looks + (works and busy_looks < $5::integer)::integer,
    pg_sleep(case when works and busy_looks < $5::integer then 0 else $3::float8 end), pg_stat_clear_snapshot(),
    ${times}, ${works('busy_looks >= 0')}
  from look where write_ms = $1 and sync_ms = $2 and clock_timestamp() < until)
select max(busy_looks) as "busyLooks" from look`;
};
const FROM_17 = createText('checkpointer');
const FROM_15 = createText('checkpoint');
/** pg_sleep waits whole milliseconds, and again if its time is not over then: half of one takes 1.1 ms. */
const SLEEP_SECONDS = 0.0005;

/** How the server polls: for at most this time, and this number of polls without a sleep. */
export interface Watch {
  readonly forMs: number;
  readonly busyLooks: number;
}

/**
 * Resolves when another checkpoint has reported its times than `last` knew of, or when the watch is over, with the counters
 * of that very moment (in a transaction the statistics stay as they were last read); returns the number of
 * polls that followed each other without a sleep. A poll costs some 10 microseconds there, a client's own a round trip.
 * https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-STATS-VIEWS (stats_fetch_consistency = cache)
 */
export async function waitForCheckpointEnd(
  client: Queryable,
  serverVersion: number,
  last: CheckpointerSample,
  { forMs, busyLooks }: Watch,
): Promise<{ readonly sample: CheckpointerSample; readonly busyLooks: number }> {
  const [waited, read] = await runReadOnly(
    client,
    `${offers(serverVersion, 'pg_stat_checkpointer') ? FROM_17 : FROM_15}; ${checkpointerText(serverVersion)}`,
    [last.writeMs, last.syncMs, SLEEP_SECONDS, forMs, busyLooks],
  );
  const [spent] = waited as { busyLooks: number }[];
  return { busyLooks: spent!.busyLooks, sample: toSample((read as SampleRow[])[0]!) };
}

/**
 * Before 15 the statistics are a file that another process writes twice a second: nothing to wait for. Through a pooler the
 * wait would keep a connection, perhaps its only one, from everybody else.
 */
export function canWaitForCheckpointEnd({ serverVersion, pooled }: ServerFacts): boolean {
  return offers(serverVersion, 'live statistics') && pooled === false;
}
