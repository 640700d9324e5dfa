import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readDeadLetters } from '../../buffer/deadLetters.ts';
import { shardKeys } from '../../buffer/keys.ts';
import { migrate } from '../../db/migrate.ts';
import { ChaosServers } from './ChaosServers.ts';
import { ChaosWorker } from './ChaosWorker.ts';
import type { FaultContext } from './faults/Fault.ts';
import { FAULTS } from './faults/faultTable.ts';
import { FaultRunner } from './FaultRunner.ts';
import { Oracle } from './Oracle.ts';
import { Producers } from './Producers.ts';
import { type BufferCounts, countEvents, findBrokenRules, readBufferCounts } from './rules.ts';
import { createSchedule } from './schedule.ts';
import { summarizeFaults } from './summarizeFaults.ts';
import type { Breach, ChaosPlan, ChaosResult, FaultName } from './types.ts';
import { isExcused } from './tailLoss.ts';
import { findLosses, readRows } from './verify.ts';
import { readStepsBack, watchForStepsBack } from './wentBack.ts';
import { Workload } from './Workload.ts';

const SHARDS = 2;
const SHARD_KEYS = Array.from({ length: SHARDS }, (_, shard) => shardKeys(shard));
const START_PATIENCE_MS = 60_000;
const LETTERS_READ = 100_000;
const BREACHES_SHOWN = 20;
const LOOK_EVERY_MS = 2_000;
/** A clock that was set back by up to two minutes holds the locks of killed workers for as long. */
const DRAIN_PATIENCE_MS = 180_000;

export interface ChaosOptions {
  readonly plan: ChaosPlan;
  readonly say: (line: string) => void;
  readonly onProgress: (progress: ChaosProgress) => void;
  /** Ends the faults early; what was done is judged. */
  readonly signal: AbortSignal;
}

export interface ChaosProgress {
  readonly secondsLeft: number;
  readonly faults: number;
  readonly acknowledged: number;
}

/** Hurts a system of its own for as long as planned, then holds what was promised against what is there. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { plan, say } = options;
  say('Starting PostgreSQL and Redis …');
  const servers = await ChaosServers.start({ fsync: plan.fsync, canBreakMachine: true });
  const breaches: Breach[] = [];
  const workers = createWorkers(servers, plan, (detail) => breaches.push({ what: 'rule', detail }));
  try {
    await migrate(servers.databaseUrl);
    await servers.askPostgres(watchForStepsBack);
    say(`Starting ${plan.workers} workers …`);
    for (const worker of workers) worker.start();
    await allReady(workers);
    return await hurtAndJudge(options, { servers, workers, breaches });
  } catch (error: unknown) {
    const logs = workers.map((_, i) => readTail(logFileOf(servers, i))).join('\n');
    throw new Error(`The run broke off. The ends of the workers' logs:\n${logs}`, { cause: error });
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await servers.stop();
  }
}

interface Running {
  readonly servers: ChaosServers;
  readonly workers: readonly ChaosWorker[];
  readonly breaches: Breach[];
}

async function hurtAndJudge(options: ChaosOptions, running: Running): Promise<ChaosResult> {
  const { plan, say } = options;
  const { servers, workers, breaches } = running;
  const oracle = new Oracle();
  const workload = new Workload(plan.seed, oracle);
  const producers = new Producers(workload, workers);
  const context: FaultContext = { servers, workers, workload, tailLosses: [] };
  const skipped = findSkipped(plan, context);
  const faults = plan.faults.filter((name) => !skipped.some((skip) => skip.name === name));
  producers.start();
  const rules = watchRules(servers, (detail) => breaches.push({ what: 'rule', detail }));
  const runner = new FaultRunner(context, producers, (report) => {
    const secondsLeft = Math.max(0, plan.seconds - report.elapsedMs / 1_000);
    options.onProgress({ secondsLeft, faults: report.faults, acknowledged: oracle.acknowledged });
  });
  const reports = await runner.run(createSchedule({ ...plan, faults }), plan.seconds * 1_000, options.signal);
  say('Faults are over; waiting until everything accepted is written …');
  await producers.finish(() =>
    oracle.promises.flatMap(({ mint, row }) =>
      row !== null && isExcused(row, context.tailLosses) ? [mint] : [],
    ),
  );
  const counts = await drain(servers, (detail) => breaches.push({ what: 'rule', detail }));
  await rules.stop();
  const losses = await judge(oracle, context);
  const stepsBack = await servers.askPostgres(readStepsBack);
  const broken = breaches.length;
  for (const detail of losses.lost) breaches.push({ what: 'lost', detail });
  for (const step of stepsBack) {
    breaches.push({
      what: 'went-back',
      detail: `${step.mint} ${step.what}: ${step.before} became ${step.after}`,
    });
  }
  return {
    verdict: breaches.length === 0 && counts.imbalance === 0 ? 'passed' : 'failed',
    seed: plan.seed,
    seconds: plan.seconds,
    workers: plan.workers,
    fsync: plan.fsync,
    control: plan.control,
    faults: reports.length,
    faultsByName: summarizeFaults(reports),
    skipped,
    acknowledged: oracle.acknowledged,
    lost: losses.lost.length,
    lostInWindow: losses.lostInWindow,
    wentBack: stepsBack.length,
    ledgerImbalance: counts.imbalance,
    dead: losses.dead,
    tokens: oracle.promises.length,
    brokenRules: broken,
    breaches: breaches.slice(0, BREACHES_SHOWN),
    ...(await readVersions(servers)),
  };
}

function createWorkers(
  servers: ChaosServers,
  plan: ChaosPlan,
  onFall: (detail: string) => void,
): readonly ChaosWorker[] {
  return Array.from(
    { length: plan.workers },
    (_, i) =>
      new ChaosWorker({
        name: `worker ${i + 1}`,
        control: plan.control,
        logFile: logFileOf(servers, i),
        onFall: (detail) => onFall(`${detail}; its log ends:\n${readTail(logFileOf(servers, i))}`),
        variables: {
          ...servers.variables,
          SOURCE: 'replay:/dev/null',
          STRATEGY: '',
          TIME_SCALE: '10',
          SYNC_INTERVAL_MS: '3000',
          BATCH_SIZE: '50',
          BUFFER_SHARDS: String(SHARDS),
          METRICS_PORT: '0',
          LOG_LEVEL: 'warn',
        },
      }),
  );
}

async function allReady(workers: readonly ChaosWorker[]): Promise<void> {
  const late = delay(START_PATIENCE_MS, false, { ref: false });
  const ready = Promise.all(workers.map((worker) => worker.whenReady)).then(() => true);
  if (!(await Promise.race([ready, late]))) throw new Error('The workers do not become ready');
}

function findSkipped(plan: ChaosPlan, context: FaultContext): { name: FaultName; reason: string }[] {
  return plan.faults.flatMap((name) => {
    const reason = FAULTS[name].skipReason?.(context) ?? null;
    return reason === null ? [] : [{ name, reason }];
  });
}

/** Looks at the buffer again and again while it is hurt. */
function watchRules(servers: ChaosServers, onBroken: (detail: string) => void): { stop(): Promise<void> } {
  let stopped = false;
  const look = async (): Promise<void> => {
    while (!stopped) {
      await delay(LOOK_EVERY_MS);
      const broken = await servers
        .askRedis((redis) => Promise.all(SHARD_KEYS.map((keys) => findBrokenRules(redis, keys))))
        // Redis is away: part of the game.
        .catch(() => []);
      for (const detail of new Set(broken.flat())) onBroken(detail);
    }
  };
  const looking = look();
  return {
    stop: async () => {
      stopped = true;
      await looking;
    },
  };
}

/** Waits until nothing is dirty, parked or queued. */
async function drain(servers: ChaosServers, onBroken: (detail: string) => void): Promise<BufferCounts> {
  const deadline = performance.now() + DRAIN_PATIENCE_MS;
  for (;;) {
    const { counts, events } = await servers.askRedis(async (redis) => ({
      counts: await readBufferCounts(redis, SHARD_KEYS),
      events: await countEvents(redis),
    }));
    const isDone = counts.waiting === 0 && events.waiting === 0;
    if (isDone || performance.now() > deadline) {
      if (events.failed > 0) onBroken(`${events.failed} discovery events failed for good`);
      if (!isDone) {
        onBroken(
          `${counts.waiting} entries and ${events.waiting} events still wait ${DRAIN_PATIENCE_MS / 1_000} s after the last fault`,
        );
      }
      return counts;
    }
    await delay(200);
  }
}

async function judge(
  oracle: Oracle,
  { servers, tailLosses }: FaultContext,
): Promise<ReturnType<typeof findLosses>> {
  const rows = await servers.askPostgres(readRows);
  const letters = await servers.askRedis((redis) =>
    Promise.all(SHARD_KEYS.map((keys) => readDeadLetters(redis, keys, LETTERS_READ))),
  );
  return findLosses(oracle.promises, { rows, letters: letters.flat() }, tailLosses);
}

async function readVersions(
  servers: ChaosServers,
): Promise<Pick<ChaosResult, 'postgresVersion' | 'redisVersion'>> {
  const postgres = await servers.askPostgres((client) =>
    client.query<{ version: string }>(`select current_setting('server_version') as version`),
  );
  const info = await servers.askRedis((redis) => redis.info('server'));
  return {
    postgresVersion: postgres.rows[0]!.version,
    redisVersion: /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown',
  };
}

const logFileOf = (servers: ChaosServers, i: number): string => join(servers.dir, `worker${i + 1}.log`);

function readTail(file: string): string {
  closeSync(openSync(file, 'a'));
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}
