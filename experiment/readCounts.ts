import type pg from 'pg';
import type { RedisClient } from '../redis/client.ts';
import { readOnly, readSchemas } from '../db/readOnly.ts';
import { type PageWrites, sumPages } from '../domain/pageWriters.ts';
import { readCheckpointer } from '../observer/statements/readCheckpointer.ts';
import { type MetricSamples, parseMetrics, sumOf } from './metricsText.ts';
import { readProcess } from './workerProcess.ts';

/** Everything that is counted, at one moment; all of it only rises. */
export interface Counts {
  readonly at: number;
  readonly statements: number;
  readonly rows: number;
  readonly walBytes: number;
  readonly fullPageImages: number;
  readonly checkpointBuffers: number;
  /** By all, and by whom. */
  readonly pagesWritten: number;
  readonly pageWrites: PageWrites;
  readonly checkpointWriteMs: number;
  readonly checkpointSyncMs: number;
  /** The next transaction id. */
  readonly transactions: number;
  readonly rowUpdates: number;
  readonly hotRowUpdates: number;
  readonly workerCpuSeconds: number | null;
  readonly redisCpuSeconds: number;
}

export interface CountSources {
  readonly client: pg.Client;
  readonly serverVersion: number;
  readonly redis: RedisClient;
  readonly metricsUrl: string;
  readonly workerPid: number;
}

export async function readMetrics(metricsUrl: string): Promise<MetricSamples> {
  const response = await fetch(metricsUrl);
  if (!response.ok) throw new Error(`${metricsUrl} answered ${response.status}`);
  return parseMetrics(await response.text());
}

export async function readCounts(sources: CountSources): Promise<Counts> {
  const { client, serverVersion, redis, metricsUrl, workerPid } = sources;
  const metrics = await readMetrics(metricsUrl);
  const server = await readCheckpointer(client, serverVersion);
  const [tables] = await readOnly<{ updates: number; hot: number; xid: number }>(
    client,
    `
    select coalesce(sum(n_tup_upd), 0)::bigint as updates, coalesce(sum(n_tup_hot_upd), 0)::bigint as hot,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xid
    from pg_stat_user_tables where schemaname = any ($1)`,
    [await readSchemas(client)],
  );
  const { updates, hot, xid } = tables!;
  return {
    at: server.at,
    statements: sumOf(metrics, 'breakwater_db_statements_total'),
    rows: sumOf(metrics, 'breakwater_db_rows_written_total'),
    // Null on a standby only, and an experiment writes.
    walBytes: server.walBytes!,
    fullPageImages: server.fullPageImages!,
    checkpointBuffers: server.buffersWritten,
    pagesWritten: sumPages(server.pageWrites),
    pageWrites: server.pageWrites,
    checkpointWriteMs: server.writeMs,
    checkpointSyncMs: server.syncMs,
    transactions: xid,
    rowUpdates: updates,
    hotRowUpdates: hot,
    workerCpuSeconds: readProcess(workerPid)?.cpuSeconds ?? null,
    redisCpuSeconds: await readRedisCpu(redis),
  };
}

/** `used_cpu_user:1.25`: https://redis.io/docs/latest/commands/info/ */
async function readRedisCpu(redis: RedisClient): Promise<number> {
  const info = await redis.info('cpu');
  return readInfo(info, 'used_cpu_user') + readInfo(info, 'used_cpu_sys');
}

export function readInfo(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
}
