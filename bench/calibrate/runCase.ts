import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectObserver } from '../../observer/connectObserver.ts';
import { createPool } from '../../db/pool.ts';
import { readCheckpointer } from '../../observer/statements/readCheckpointer.ts';
import { readCheckpointSettings, readServerFacts } from '../../db/statements/readServerFacts.ts';
import type { Workload } from '../../model/workload/types.ts';
import { HOT_ROWS, HOT_SHARE, SYNC_INTERVAL_SECONDS, ZIPF_EXPONENT } from './cases.ts';
import type { RunCluster } from './clusters.ts';
import { readInventory } from './readInventory.ts';
import type { CalibrationCase, CalibrationRun, Edge } from './types.ts';
import { UpdateWriter } from './UpdateWriter.ts';

const POLL_MS = 100;
/** Timed checkpoints that are waited for: the last one's start ends the measurement. */
export const TIMED_CHECKPOINTS = 4;
/** Cycles before this one are discarded; cycle n begins at edge n. */
export const FIRST_MEASURED = 1;

/** Runs one case: a forced checkpoint, the updates, and the counters at the start of each checkpoint that follows. */
export async function runCase(run: CalibrationCase, cluster: RunCluster): Promise<CalibrationRun> {
  const { databaseUrl } = cluster;
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater calibrate',
    maxConnections: 2,
    onConnectionError: () => undefined,
  });
  const observer = await connectObserver(databaseUrl);
  try {
    const startedAt = new Date().toISOString();
    const { serverVersion, serverVersionName } = await readServerFacts(observer);
    const writer = new UpdateWriter(pool, run, await readMints(pool, run.updatedRows));
    await writer.prepare();
    const workload = await readWorkload(observer, run);
    const edges = await measure(observer, serverVersion, { writer, pool });
    const measured = edges.slice(FIRST_MEASURED, TIMED_CHECKPOINTS);
    const inventory = await readInventory(observer, measured[0]!.walLsn, measured.at(-1)!.walLsn);
    const updatesPerSecond =
      (edges.at(-1)!.updates - edges[0]!.updates) / (edges.at(-1)!.second - edges[0]!.second);
    return {
      case: run,
      startedAt,
      postgresVersion: serverVersionName,
      workload: { ...workload, updatesPerSecond },
      edges,
      inventory,
    };
  } finally {
    await observer.end();
    await pool.end();
  }
}

/** In an order that has nothing to do with where they lie. */
async function readMints(pool: pg.Pool, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ mint: string }>(
    'select mint from token_discovery order by md5(mint) limit $1',
    [count],
  );
  return rows.map(({ mint }) => mint);
}

async function measure(
  observer: pg.Client,
  serverVersion: number,
  { writer, pool }: { readonly writer: UpdateWriter; readonly pool: pg.Pool },
): Promise<Edge[]> {
  const read = async (startedAt: number): Promise<Edge & { readonly timed: number }> => {
    const sample = await readCheckpointer(observer, serverVersion);
    const { rows } = await observer.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn');
    return {
      second: (performance.now() - startedAt) / 1_000,
      walLsn: rows[0]!.lsn,
      walBytes: sample.walBytes!,
      fullPageImages: sample.fullPageImages!,
      buffersWritten: sample.buffersWritten,
      writeMs: sample.writeMs,
      updates: writer.updates,
      statements: writer.statements,
      rowWrites: writer.rowWrites,
      timed: sample.timed,
    };
  };
  writer.start();
  try {
    // The first flush, half an interval after the checkpoint, holds a whole interval's updates.
    await delay((SYNC_INTERVAL_SECONDS / 2) * 1_000);
    await pool.query('checkpoint');
    const startedAt = performance.now();
    const edges = [await read(startedAt)];
    while (edges.length <= TIMED_CHECKPOINTS) {
      await delay(POLL_MS);
      const now = await read(startedAt);
      if (now.timed > edges.at(-1)!.timed) edges.push(now);
    }
    return edges.map(({ timed: _timed, ...edge }) => edge);
  } finally {
    await writer.stop();
  }
}

/** The table as it is before the run, and the case: the model learns only the pace from the counts of the run. */
async function readWorkload(observer: pg.Client, run: CalibrationCase): Promise<Workload> {
  const settings = await readCheckpointSettings(observer);
  const { rows } = await observer.query<{ rows: number; heap: number; indexes: number; narrow: number }>(`
    select (select count(*) from token_discovery) as rows, pg_relation_size('token_discovery') as heap,
      pg_indexes_size('token_discovery') / 5 as indexes, pg_relation_size('token_market') as narrow`);
  const table = rows[0]!;
  return {
    rows: table.rows,
    bytesPerRow: table.heap / table.rows,
    roomShare: 1,
    movingIndexes: 2,
    stayingIndexes: 3,
    bytesPerIndexEntry: table.indexes / table.rows,
    updatedRows: run.updatedRows,
    updatesPerSecond: run.updatesPerSecond,
    distribution: run.distribution,
    zipfExponent: ZIPF_EXPONENT,
    hotRows: HOT_ROWS,
    hotShare: HOT_SHARE,
    unchangedShare: 0,
    createsPerHour: 0,
    pointsPerRow: 1,
    bytesPerPoint: 52,
    strategy: run.strategy,
    syncIntervalSeconds: SYNC_INTERVAL_SECONDS,
    batchRows: 100,
    narrowBytesPerRow: run.strategy === 'hybrid-split' ? table.narrow / run.updatedRows : 149,
    checkpointTimeoutSeconds: settings.checkpointTimeoutSeconds,
    completionTarget: settings.completionTarget,
    maxWalSizeBytes: settings.maxWalSizeBytes,
    sharedBuffersPages: settings.sharedBuffersPages,
    fullPageWrites: settings.fullPageWrites,
    compressionRatio: 1,
  };
}
