import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TRPCError } from '@trpc/server';
import { isRunning, listExperiments, readStored } from '../readers/experiments.ts';
import type { Services } from '../services.ts';

/** As the command takes it. */
export interface ExperimentWish {
  readonly arms: readonly string[];
  readonly preset: string;
  readonly cycles: number;
  readonly repetitions: number;
  readonly timeScale: number;
  readonly seed: number;
}

/** Starts `npm run compare` in a process of its own, which goes on if this one ends. One at a time. */
export async function startExperiment(
  services: Services,
  wish: ExperimentWish,
): Promise<{ readonly id: string }> {
  const { config } = services;
  if (!config.embedded) {
    throw new TRPCError({
      code: 'PRECONDITION_FAILED',
      message:
        'Experiments are started here beside the embedded servers alone: elsewhere run npm run compare',
    });
  }
  const running = (await listExperiments(services)).find(({ state }) => state === 'running');
  if (running !== undefined) {
    throw new TRPCError({
      code: 'CONFLICT',
      message: 'Another experiment runs: wait for its end, or stop it',
    });
  }
  const id = randomUUID();
  const flags = {
    arms: wish.arms.join(','),
    preset: wish.preset,
    cycles: wish.cycles,
    repetitions: wish.repetitions,
    'time-scale': wish.timeScale,
    seed: wish.seed,
    id,
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, ['--import', 'tsx', join('bench', 'compare.ts'), ...args], {
    cwd: process.cwd(),
    // oxlint-disable-next-line node/no-process-env -- a process of its own needs PATH and HOME
    env: { ...withoutOurs(process.env), DATA_DIR: config.dataDir },
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  return { id };
}

/** Ends it as Ctrl-C does: what is done is kept. */
export async function stopExperiment(services: Services, id: string): Promise<void> {
  const stored = await readStored(services, id);
  if (stored === null || !isRunning(stored)) {
    throw new TRPCError({ code: 'NOT_FOUND', message: 'No such experiment runs' });
  }
  process.kill(stored.pid, 'SIGINT');
}

/** It has servers of its own, and none of our secrets. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _database,
    MIGRATION_DATABASE_URL: _migration,
    OBSERVER_DATABASE_URL: _observer,
    REDIS_URL: _redis,
    DASHBOARD_TOKEN: _token,
    ...rest
  } = environment;
  return rest;
}
