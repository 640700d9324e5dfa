import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { connectObserver } from '../observer/connectObserver.ts';
import { readCheckpointSettings, readServerFacts } from '../db/statements/readServerFacts.ts';
import { createRedisClient } from '../redis/client.ts';
import { nameArm, type PlannedRun, planRuns } from './plan.ts';
import { planSeconds, runArm } from './runArm.ts';
import { prepareEmbedded, prepareForeign, type RunServers, type StartingState } from './startingState.ts';
import { describeExperiment, summarize } from './summarize.ts';
import type { ExperimentPlan, ExperimentResult, RunResult } from '../domain/experiment.ts';

/** Beside the cycles and one sync interval: copying, starting, the end of the workload, settling. */
const OVERHEAD_SECONDS = 30;

/** Where an experiment is. */
export interface ExperimentProgress {
  /** Runs that have ended. */
  readonly done: number;
  readonly runs: number;
  readonly arm: string | null;
  /** 0 is the one that is discarded; null before it, while every row is synced once. */
  readonly cycle: number | null;
  readonly secondsLeft: number | null;
}

export interface ExperimentOptions {
  readonly plan: ExperimentPlan;
  /** Undefined: a server of its own. */
  readonly databaseUrl: string | undefined;
  readonly say: (line: string) => void;
  readonly onProgress: (progress: ExperimentProgress) => void;
  /** After every run: what is known so far. */
  readonly onResult: (result: ExperimentResult) => void;
  /** Ends it; what was done is kept. */
  readonly signal: AbortSignal;
  readonly id?: string;
}

type ServerWords = Pick<
  ExperimentResult,
  'postgresVersion' | 'redisVersion' | 'checkpointTimeoutSeconds' | 'sharedBuffersPages'
>;

/** Runs a plan to its end, or to the signal's. */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentResult> {
  const { plan, signal } = options;
  const startedAt = Date.now();
  const prepare = { plan, say: options.say, signal };
  options.onProgress({ done: 0, runs: planRuns(plan).length, arm: null, cycle: null, secondsLeft: null });
  const runs: RunResult[] = [];
  let words: ServerWords = UNKNOWN;
  const id = options.id ?? randomUUID();
  const report = (): ExperimentResult => describeResult(plan, runs, { id, startedAt, words });
  let state: StartingState | null = null;
  try {
    state =
      options.databaseUrl === undefined
        ? await prepareEmbedded(prepare)
        : await prepareForeign(options.databaseUrl, prepare);
    const workloadSeconds = planWorkload(plan, state);
    for (const [index, run] of planRuns(plan).entries()) {
      const servers = await state.open(plan.arms[run.arm]!);
      try {
        words = await readWords(servers);
        runs.push(await runOne(options, { run, index, servers, workloadSeconds }));
      } finally {
        await servers.stop();
      }
      options.onResult(report());
    }
  } catch (error: unknown) {
    if (!signal.aborted) throw error;
  } finally {
    await state?.remove();
  }
  return report();
}

/** As long as the arm with the longest cycles and sync interval needs: wall time, s. */
function planWorkload(plan: ExperimentPlan, state: StartingState): number {
  return Math.max(...plan.arms.map((arm) => planSeconds(plan, arm, state.checkpointTimeoutSeconds(arm))));
}

async function runOne(
  { plan, signal, onProgress }: ExperimentOptions,
  at: {
    readonly run: PlannedRun;
    readonly index: number;
    readonly servers: RunServers;
    readonly workloadSeconds: number;
  },
): Promise<RunResult> {
  const { run, index, servers, workloadSeconds } = at;
  const startedAt = performance.now();
  const arm = plan.arms[run.arm]!;
  const all = planRuns(plan).length;
  const runSeconds = workloadSeconds + OVERHEAD_SECONDS;
  const onCycle = (cycle: number | null): void =>
    onProgress({
      done: index,
      runs: all,
      arm: nameArm(arm),
      cycle,
      secondsLeft: Math.round((all - index) * runSeconds - (performance.now() - startedAt) / 1_000),
    });
  const measured = await runArm({ plan, arm, servers, workloadSeconds, signal, onCycle });
  return { arm: run.arm, repetition: run.repetition, ...measured };
}

const UNKNOWN: ServerWords = {
  postgresVersion: '',
  redisVersion: '',
  checkpointTimeoutSeconds: 0,
  sharedBuffersPages: 0,
};

async function readWords({ databaseUrl, redisUrl }: RunServers): Promise<ServerWords> {
  const client = await connectObserver(databaseUrl);
  const redis = createRedisClient({ url: redisUrl, name: 'compare', onError: () => undefined });
  try {
    const { serverVersionName } = await readServerFacts(client);
    const { checkpointTimeoutSeconds, sharedBuffersPages } = await readCheckpointSettings(client);
    const info = await redis.info('server');
    const redisVersion = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? '';
    return { postgresVersion: serverVersionName, redisVersion, checkpointTimeoutSeconds, sharedBuffersPages };
  } finally {
    redis.disconnect();
    await client.end();
  }
}

function describeResult(
  plan: ExperimentPlan,
  runs: readonly RunResult[],
  facts: { readonly id: string; readonly startedAt: number; readonly words: ServerWords },
): ExperimentResult {
  const arms = summarize(plan, runs);
  return {
    id: facts.id,
    startedAt: new Date(facts.startedAt).toISOString(),
    wallSeconds: Math.round((Date.now() - facts.startedAt) / 1_000),
    plan,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    ...facts.words,
    complete: runs.length === planRuns(plan).length,
    arms,
    verdict: describeExperiment(arms),
    runs,
  };
}
