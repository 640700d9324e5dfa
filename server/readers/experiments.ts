import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredExperiment } from '../../experiment/store.ts';
import type { ExperimentPlan, ExperimentResult } from '../../domain/experiment.ts';
import { isAlive } from '../../machine/processIdentity.ts';
import { experimentsDir } from '../../experiment/experimentsDir.ts';
import type { Services } from '../services.ts';

const MAX_EXPERIMENTS = 100;
const FILE = /^([\w-]{1,64})\.json$/;

/** One experiment in the list. */
export interface ExperimentSummary {
  readonly id: string;
  /** stopped: by a person, or its process is gone; what it had measured is there. */
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly startedAt: string;
  readonly plan: ExperimentPlan;
  readonly progress: StoredExperiment['progress'];
  readonly verdict: string | null;
  readonly error: string | null;
}

/** The newest experiments, newest first. */
export async function listExperiments(services: Services): Promise<readonly ExperimentSummary[]> {
  const all = await readAll(services);
  return all
    .map(summarize)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, MAX_EXPERIMENTS);
}

/** Everything that was measured; null where there is no such experiment, or no run of it has ended. */
export async function readExperiment(services: Services, id: string): Promise<ExperimentResult | null> {
  return (await readStored(services, id))?.result ?? null;
}

export async function readStored(services: Services, id: string): Promise<StoredExperiment | null> {
  if (!FILE.test(`${id}.json`)) return null;
  return readFileOrNull(join(experimentsDir(services.config.dataDir), `${id}.json`));
}

export function isRunning({ state, process: runner }: StoredExperiment): boolean {
  return state === 'running' && runner !== undefined && isAlive(runner);
}

async function readAll({ config }: Services): Promise<StoredExperiment[]> {
  const dir = experimentsDir(config.dataDir);
  const names = await readdir(dir).catch(() => []);
  const read = await Promise.all(
    names.filter((name) => FILE.test(name)).map((name) => readFileOrNull(join(dir, name))),
  );
  return read.filter((stored) => stored !== null);
}

/** A file that is not there, or not ours. */
async function readFileOrNull(file: string): Promise<StoredExperiment | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as StoredExperiment;
  } catch {
    return null;
  }
}

function summarize(stored: StoredExperiment): ExperimentSummary {
  const { id, startedAt, plan, progress, result, error } = stored;
  const isRun = isRunning(stored);
  return {
    id,
    state: judgeState(stored, isRun),
    startedAt,
    plan,
    progress: isRun ? progress : null,
    verdict: result?.verdict ?? null,
    error,
  };
}

/** One that is stopped in time closes its file as one that is done does, without all of its runs. */
function judgeState({ state, result }: StoredExperiment, isRun: boolean): ExperimentSummary['state'] {
  if (state === 'failed' || isRun) return state;
  return state === 'done' && result?.complete === true ? 'done' : 'stopped';
}
