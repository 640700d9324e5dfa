import type { Queryable } from '../queryable.ts';
import type { CheckpointerSample } from './readCheckpointer.ts';

// The server looks by itself: each round of the recursion sleeps, drops the statistics it holds and reads them again,
// until they are others than those that the caller knows.
const createText = (counter: string): string => {
  const times = `pg_stat_get_${counter}_write_time(), pg_stat_get_${counter}_sync_time()`;
  return `
with recursive look (looks, slept, dropped, write_ms, sync_ms) as (
  select 1, pg_sleep(0), pg_stat_clear_snapshot(), ${times}
  union all
  select looks + 1, pg_sleep($3), pg_stat_clear_snapshot(), ${times}
  from look where write_ms = $1 and sync_ms = $2 and looks < $4)
select max(looks) from look`;
};
const FROM_17 = createText('checkpointer');
const FROM_15 = createText('checkpoint');

/** How the server looks: every so many ms, for so long at the most. */
export interface Watch {
  readonly everyMs: number;
  readonly forMs: number;
}

/**
 * Resolves when another checkpoint has reported its times than `last` knew of, or when the watch is over. In a
 * transaction the next statement sees the counters of that very moment: the statistics stay as they were last read.
 * A look costs some 30 microseconds there, where a client's own costs a round trip.
 * https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-STATS-VIEWS (stats_fetch_consistency = cache)
 */
export async function waitForCheckpointEnd(
  client: Queryable,
  serverVersion: number,
  last: CheckpointerSample,
  { everyMs, forMs }: Watch,
): Promise<void> {
  await client.query({
    name: 'wait_for_checkpoint_end',
    text: serverVersion >= 170_000 ? FROM_17 : FROM_15,
    values: [last.writeMs, last.syncMs, everyMs / 1_000, Math.ceil(forMs / everyMs)],
  });
}

/** Before 15 the statistics are a file that another process writes twice a second: nothing to wait for. */
export function canWaitForCheckpointEnd(serverVersion: number): boolean {
  return serverVersion >= 150_000;
}
