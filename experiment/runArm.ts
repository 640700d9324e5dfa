import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { toConnectionString } from '../db/address.ts';
import { PAGE_WRITERS, type PageWrites } from '../domain/pageWriters.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { readCheckpointSettings, readServerFacts } from '../db/statements/readServerFacts.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { QUEUE_PREFIX } from '../redis/keys.ts';
import { PRESETS } from '../domain/presets.ts';
import { CheckpointObserver } from '../observer/CheckpointObserver.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';
import { readDataLatency, WriteLatency } from './latencies.ts';
import { sumOf } from './metricsText.ts';
import { type Counts, type CountSources, readCounts, readInfo, readMetrics } from './readCounts.ts';
import { predictArm } from './predictArm.ts';
import { readFinalState, settle } from './readFinalState.ts';
import type { RunServers } from './startingState.ts';
import {
  type ArmPlan,
  type CycleCounts,
  type ExperimentPlan,
  HOURLY_MEASURES,
  type MeasuredCheckpoint,
  type Moment,
  type PerHour,
  type RunResult,
} from '../domain/experiment.ts';
import { type ExperimentWorker, readProcess, startExperimentWorker } from './workerProcess.ts';

/** After a cycle's start: its checkpoint is counted by then. */
const AFTER_START_MS = 1_500;
/** The workload begins before the cycles do, and goes on to their very end. */
const SPARE_SECONDS = 15;
const MOMENTS_PER_CYCLE = 30;

export interface RunOptions {
  readonly plan: ExperimentPlan;
  readonly arm: ArmPlan;
  readonly servers: RunServers;
  /** The workload's, wall time: the same for every arm, or their final data could not be compared. */
  readonly workloadSeconds: number;
  readonly signal: AbortSignal;
  /** `cycle` 0 is the one that is discarded; null: every row is synced once. */
  readonly onCycle: (cycle: number | null) => void;
}

export type Measurement = Omit<RunResult, 'arm' | 'repetition'>;

/** Everything that a run watches with. */
interface Watch extends CountSources {
  readonly observer: CheckpointObserver;
  readonly records: CheckpointRecord[];
  readonly cycleMs: number;
}

/**
 * Runs one arm once: the workload from its beginning until every tracked row went through a sync, a forced checkpoint, one
 * cycle that is discarded, the measured ones, and on to the workload's end, so that the final data can be compared.
 */
export async function runArm(options: RunOptions): Promise<Measurement> {
  const { servers } = options;
  const client = await connectObserver(servers.databaseUrl);
  const redis = createRedisClient({ url: servers.redisUrl, name: 'compare', onError: () => undefined });
  const records: CheckpointRecord[] = [];
  const observer = new CheckpointObserver({
    connect: () => connectObserver(servers.databaseUrl),
    pollMs: 500,
    onRecord: (record) => records.push(record),
  });
  let worker: ExperimentWorker | null = null;
  try {
    const { checkpointTimeoutSeconds } = await readCheckpointSettings(client);
    const model = await predictArm(client, options);
    worker = await startExperimentWorker(describeWorker(options));
    const { metricsUrl, pid: workerPid } = worker;
    await observer.start();
    const { serverVersion, mayCheckpoint } = await readServerFacts(client);
    const cycleMs = checkpointTimeoutSeconds * 1_000;
    const watch = { client, serverVersion, redis, metricsUrl, workerPid, observer, records, cycleMs };
    options.onCycle(null);
    await leaveSyncBehind(redis, options);
    const startsAt = await align(watch, { mayCheckpoint, servers, signal: options.signal });
    const measured = await measure(watch, startsAt, options);
    await Promise.race([worker.sourceFinished, aborted(options.signal)]);
    await settle(redis, metricsUrl);
    return {
      ...measured,
      checkpointTimeoutSeconds,
      final: await readFinalState(client, metricsUrl),
      ...(model !== null && { model }),
    };
  } finally {
    await observer.stop();
    await worker?.stop();
    redis.disconnect();
    await client.end();
  }
}

/** How long the workload must last for an arm: wall time, s. */
export function planSeconds(plan: ExperimentPlan, arm: ArmPlan, checkpointTimeoutSeconds: number): number {
  const leadMs = (turnMs(plan) + 1.5 * arm.syncIntervalMs) / plan.timeScale;
  return leadMs / 1_000 + (plan.cycles + 1) * checkpointTimeoutSeconds + SPARE_SECONDS;
}

function describeWorker({
  plan,
  arm,
  servers,
  workloadSeconds,
}: RunOptions): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    SOURCE: 'simulate',
    PRESET: plan.preset,
    STRATEGY: arm.strategy,
    SYNC_INTERVAL_MS: String(arm.syncIntervalMs),
    TIME_SCALE: String(plan.timeScale),
    SEED: String(plan.seed),
    WORKLOAD_MINUTES: String(Math.ceil((workloadSeconds / 60) * plan.timeScale)),
    METRICS_PORT: '0',
  };
}

/** In which all tracked tokens are polled once: workload time, ms. */
function turnMs({ preset }: ExperimentPlan): number {
  const { trackedTokens, marketTokensPerRun, marketIntervalMs } = PRESETS[preset];
  // The first poll comes within an interval.
  return (Math.ceil(trackedTokens / marketTokensPerRun) + 1) * marketIntervalMs;
}

/**
 * Until half a sync interval after the first sync that has all tracked rows: what it writes for the first time (rows of
 * token_market) is of no cycle, and no edge of a cycle cuts a sync in two.
 */
async function leaveSyncBehind(redis: RedisClient, { plan, arm, signal }: RunOptions): Promise<void> {
  const intervalMs = arm.syncIntervalMs / plan.timeScale;
  const polledAt = Date.now() + turnMs(plan) / plan.timeScale;
  const [, nextAt] = await redis.zrange(`${QUEUE_PREFIX}:redis-sync:repeat`, '0', '0', 'WITHSCORES');
  if (nextAt === undefined) throw new Error('The worker has scheduled no sync');
  const syncs = Math.max(0, Math.ceil((polledAt - Number(nextAt)) / intervalMs));
  const until = Number(nextAt) + (syncs + 0.5) * intervalMs - AFTER_START_MS;
  await delay(Math.max(0, until - Date.now()), undefined, { signal });
}

/** Starts a cycle, or waits for the next where the role may not. Resolves with its start, ms by the server's clock. */
async function align(
  watch: Watch,
  how: { readonly mayCheckpoint: boolean; readonly servers: RunServers; readonly signal: AbortSignal },
): Promise<number> {
  if (!how.mayCheckpoint) {
    const before = watch.records.length;
    while (watch.observer.view.running === null && watch.records.length === before) {
      await delay(100, undefined, { signal: how.signal });
    }
    return watch.observer.view.running?.startedAt ?? watch.records.at(-1)!.startedAt;
  }
  const client = new pg.Client({ connectionString: toConnectionString(how.servers.databaseUrl) });
  await client.connect();
  try {
    // Filled in the lead-in, by hybrid-split. Autovacuum would come to it within a cycle that counts.
    await client.query('vacuum tracked_token');
    const { at } = await readCounts(watch);
    await client.query('checkpoint');
    return at;
  } finally {
    await client.end();
  }
}

async function measure(
  watch: Watch,
  startsAt: number,
  { plan, signal, onCycle }: RunOptions,
): Promise<Omit<Measurement, 'final'>> {
  const { cycleMs } = watch;
  const dueAt = (cycle: number): number => startsAt + cycle * cycleMs + AFTER_START_MS;
  const clockOffset = (await readCounts(watch)).at - Date.now();
  const sleepUntil = async (at: number): Promise<void> => {
    const left = at - clockOffset - Date.now();
    if (left > 0) await delay(left, undefined, { signal });
  };
  onCycle(0);
  await sleepUntil(dueAt(1));
  const first = await readCounts(watch);
  const before = await readMetrics(watch.metricsUrl);
  const bounds = [first];
  const moments: Moment[] = [await readMoment(watch, first)];
  const runs = (): boolean => watch.observer.view.running !== null;
  const writes = new WriteLatency(before, runs());
  for (let cycle = 1; cycle <= plan.cycles; cycle++) {
    onCycle(cycle);
    for (let moment = 1; moment <= MOMENTS_PER_CYCLE; moment++) {
      await sleepUntil(dueAt(cycle) + (moment * cycleMs) / MOMENTS_PER_CYCLE);
      writes.look(await readMetrics(watch.metricsUrl), runs());
      moments.push(await readMoment(watch, first));
    }
    bounds.push(await readCounts(watch));
  }
  const after = await readMetrics(watch.metricsUrl);
  const last = bounds.at(-1)!;
  return {
    startedAt: new Date(first.at).toISOString(),
    cycles: bounds.slice(1).map((bound, i) => toCycle(bounds[i]!, bound, plan)),
    ...writes.read(),
    dataLatency: readDataLatency(before, after),
    workerRssBytes: readProcess(watch.workerPid)?.rssBytes ?? null,
    redisMemoryBytes: readInfo(await watch.redis.info('memory'), 'used_memory'),
    checkpoints: watch.records
      .filter(({ endedAt, skipped }) => !skipped && endedAt > first.at && endedAt <= last.at)
      .map((record) => toMeasured(record, first.at)),
    moments,
  };
}

async function readMoment(watch: Watch, first: Counts): Promise<Moment> {
  const [counts, metrics] = [await readCounts(watch), await readMetrics(watch.metricsUrl)];
  return {
    second: (counts.at - first.at) / 1_000,
    statements: counts.statements - first.statements,
    walBytes: counts.walBytes - first.walBytes,
    checkpointBuffers: counts.checkpointBuffers - first.checkpointBuffers,
    pagesWritten: counts.pagesWritten - first.pagesWritten,
    bufferedRows: sumOf(metrics, 'breakwater_buffer_entries'),
  };
}

function toCycle(before: Counts, after: Counts, { timeScale }: ExperimentPlan): CycleCounts {
  const wallSeconds = (after.at - before.at) / 1_000;
  const gain = (name: Exclude<keyof Counts, 'workerCpuSeconds' | 'pageWrites'>): number =>
    after[name] - before[name];
  const [cpuBefore, cpuAfter] = [before.workerCpuSeconds, after.workerCpuSeconds];
  return {
    workloadHours: (wallSeconds * timeScale) / 3_600,
    wallSeconds,
    counts: Object.fromEntries(HOURLY_MEASURES.map((name) => [name, gain(name)])) as PerHour,
    pageWrites: subtractPages(after.pageWrites, before.pageWrites),
    transactions: gain('transactions'),
    rowUpdates: gain('rowUpdates'),
    hotRowUpdates: gain('hotRowUpdates'),
    checkpointWriteSeconds: gain('checkpointWriteMs') / 1_000,
    checkpointSyncSeconds: gain('checkpointSyncMs') / 1_000,
    workerCpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
    redisCpuSeconds: gain('redisCpuSeconds'),
  };
}

function subtractPages(after: PageWrites, before: PageWrites): PageWrites {
  const gain = (by: keyof PageWrites): number | null => {
    const [to, from] = [after[by], before[by]];
    return to === null || from === null ? null : to - from;
  };
  return Object.fromEntries(PAGE_WRITERS.map((by) => [by, gain(by)])) as unknown as PageWrites;
}

function toMeasured(record: CheckpointRecord, from: number): MeasuredCheckpoint {
  return {
    startedAtSecond: (record.startedAt - from) / 1_000,
    cause: record.cause,
    buffers: record.buffers,
    writeSeconds: record.writeSeconds,
    syncSeconds: record.syncSeconds,
    predictedWriteSeconds: record.predicted?.writeSeconds ?? null,
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
