import { join } from 'node:path';
import { projectDir } from '../../../machine/projectDir.ts';
import { readLiveState } from '../../../redis/liveState.ts';
import { complain } from '../../command/terminal.ts';
import { readRunFile } from '../../launch/embedded/runFile.ts';
import { buildWeb } from '../../launch/embedded/web.ts';
import { startTemporaryRun, type TemporaryRun } from '../../launch/temporaryRun.ts';
import { waitUntil } from '../alerts/workerStack.ts';
import type { Evidence } from './referees.ts';
import { createMetricsReferee } from './pollMetrics.ts';
import { openPostgres } from './pollPostgres.ts';
import { openRedis } from './pollRedis.ts';
import { readServerLog } from './readServerLog.ts';

const TIME_SCALE = 10;
/** 300,000 rows are loaded first. */
const LOAD_PATIENCE_MS = 900_000;

/** A run of the incident, and the referees that its pages are compared with. */
export interface RefereedRun {
  readonly run: TemporaryRun;
  readonly dashboardUrl: string;
  readonly postgres: Awaited<ReturnType<typeof openPostgres>>;
  readonly redis: Awaited<ReturnType<typeof openRedis>>;
  readonly metrics: ReturnType<typeof createMetricsReferee>;
  /** Reads the referees' evidence so far. */
  readonly readEvidence: () => Promise<Evidence>;
}

/** Ends everything when `use` is over; resolves once the load is steady. `onStop`: what ends before the servers do. */
export async function withRefereedRun<T>(
  use: (refereed: RefereedRun, onStop: (stop: () => Promise<void>) => void) => Promise<T>,
): Promise<T> {
  await buildWeb(projectDir, complain);
  complain('Starting the incident and the pages (about two minutes) …');
  const run = await startTemporaryRun({
    PRESET: 'incident',
    TIME_SCALE: String(TIME_SCALE),
    LOG_LEVEL: 'warn',
  });
  const stops: (() => Promise<void>)[] = [run.stop];
  try {
    const { databaseUrl, redisUrl, metricsUrl, dashboardUrl } = readRunFile(run.dataDir);
    const postgres = await openPostgres(databaseUrl!);
    stops.push(postgres.stop);
    const redis = await openRedis(redisUrl!);
    stops.push(redis.stop);
    await waitUntil(async () => (await readLiveState(redis.redis))?.steadySince != null, LOAD_PATIENCE_MS);
    const metrics = createMetricsReferee(metricsUrl!);
    const readEvidence = async (): Promise<Evidence> => ({
      series: new Map([...postgres.series, ...redis.series, ...metrics.series]),
      checkpoints: await readServerLog(join(run.dataDir, 'postgres.log')),
      timeScale: TIME_SCALE,
    });
    const refereed = { run, dashboardUrl: dashboardUrl!, postgres, redis, metrics, readEvidence };
    return await use(refereed, (stop) => stops.push(stop));
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
