import pg from 'pg';
import { Series } from './Series.ts';

/**
 * The server's own counters, by a connection and a statement of our own. Statements are those that PostgreSQL ran, by the
 * comment behind the first word of each write of the product; pages of relations only, by bytes, as 18 counts them.
 */
const POLL = `
select (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
  c.buffers_written::float8 as "checkpointPages", w.wal_bytes::float8 as "walBytes", w.wal_fpi::float8 as "images",
  (select buffers_dirty::float8 from pg_buffercache_summary()) as "dirtyPages",
  (select coalesce(sum(calls), 0)::float8 from pg_stat_statements where query like '%/* breakwater:%') as "statements",
  io.*
from pg_stat_checkpointer c, pg_stat_wal w, (
  select
    coalesce(sum(pages) filter (where who = 'checkpointer'), 0)::float8 as "pages checkpointer",
    coalesce(sum(pages) filter (where who = 'bgwriter'), 0)::float8 as "pages bgwriter",
    coalesce(sum(pages) filter (where who = 'vacuum'), 0)::float8 as "pages vacuum",
    coalesce(sum(pages) filter (where who = 'backends'), 0)::float8 as "pages backends",
    coalesce(sum(pages), 0)::float8 as "pages"
  from (
    select write_bytes / 8192 as pages, case
      when backend_type = 'checkpointer' then 'checkpointer'
      when backend_type = 'background writer' then 'bgwriter'
      when backend_type = 'autovacuum worker' or context = 'vacuum' then 'vacuum'
      else 'backends' end as who
    from pg_stat_io where object = 'relation'
  ) each
) io`;

export interface PostgresReferee {
  /** By the names that the poll gives them. */
  readonly series: ReadonlyMap<string, Series>;
  readonly serverPid: number;
  readonly poll: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function openPostgres(databaseUrl: string): Promise<PostgresReferee> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'truth' });
  // The query under way says it, too.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const series = new Map<string, Series>();
  return {
    series,
    serverPid: rows[0]!.pid,
    poll: async () => {
      const { at, ...values } = (await client.query<Record<string, number>>(POLL)).rows[0]!;
      addAll(series, at!, values);
    },
    stop: () => client.end(),
  };
}

export function addAll(
  series: Map<string, Series>,
  at: number,
  values: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const known = series.get(name) ?? new Series();
    series.set(name, known);
    known.add(at, value);
  }
}
