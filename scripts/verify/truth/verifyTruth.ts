import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHistory } from '../../../redis/history.ts';
import { readLiveState } from '../../../redis/liveState.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { readRunFile } from '../../embedded/runFile.ts';
import { buildWeb } from '../../embedded/web.ts';
import { waitUntil } from '../../monitoring/workerStack.ts';
import { startTemporaryRun } from '../../temporaryRun.ts';
import { openPages } from './browse.ts';
import { findDescendant, readParent } from './freeze.ts';
import { judgeRun, type Verdict } from './judge.ts';
import { createPlan } from './plan.ts';
import { createMetricsReferee } from './pollMetrics.ts';
import { openPostgres } from './pollPostgres.ts';
import { openRedis } from './pollRedis.ts';
import { readServerLog } from './readServerLog.ts';
import { renderReport } from './report.ts';
import { watchRun } from './watchRun.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const TIME_SCALE = 10;
const POLL_MS = 250;
/** 300,000 rows are loaded first. */
const LOAD_PATIENCE_MS = 900_000;
const METRICS_MS = 500;

export interface TruthOptions {
  readonly minutes: number;
  readonly json: boolean;
  /** Where the report goes as Markdown. */
  readonly output: string | null;
  readonly say: (line: string) => void;
  /** Progress, beside what is said. */
  readonly progress: (line: string) => void;
}

/** Every figure of the whole product beside referees. @throws Error where a bound is not kept. */
export async function verifyTruth(options: TruthOptions): Promise<void> {
  await buildWeb(projectDir, options.progress);
  options.progress('Starting the incident and the pages (about two minutes) …');
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
    const pages = await openPages(dashboardUrl!);
    stops.push(pages.close);
    const startedAt = Date.now();
    const watched = await watchRun({
      plan: createPlan(options.minutes),
      read: pages.read,
      polls: [
        { everyMs: POLL_MS, poll: postgres.poll },
        { everyMs: POLL_MS, poll: redis.poll },
        { everyMs: METRICS_MS, poll: metrics.poll },
      ],
      pids: {
        postgres: readParent(postgres.serverPid),
        redis: redis.serverPid,
        worker: findDescendant(run.pid, 'worker/main.ts')!,
      },
      switchTo: pages.switchTo,
      say: options.progress,
    });
    const events = await createHistory(redis.redis).readEvents<ObservedCheckpoint>('checkpoints', {
      from: startedAt,
      to: Date.now(),
      limit: 1_000,
    });
    const verdict = judgeRun(
      watched,
      {
        series: new Map([...postgres.series, ...redis.series, ...metrics.series]),
        checkpoints: await readServerLog(join(run.dataDir, 'postgres.log')),
        timeScale: TIME_SCALE,
      },
      events.map(({ value }) => value),
    );
    const machine = `${cpus().length} × ${cpus()[0]?.model}`;
    tell(
      verdict,
      renderReport(verdict, { startedAt, machine, minutes: options.minutes, ...watched }),
      options,
    );
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

function tell(verdict: Verdict, report: string, { json, output, say }: TruthOptions): void {
  say(json ? JSON.stringify(verdict, null, 2) : report);
  if (output !== null) writeFileSync(output, report);
  if (verdict.failures.length > 0) throw new Error(verdict.failures.join('\n'));
}
