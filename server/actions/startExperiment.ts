import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TRPCError } from '@trpc/server';
import { AlreadyRunningError, type Lock, takeLock } from '../../machine/lock.ts';
import { identify, type ProcessIdentity, signalProcess } from '../../machine/processIdentity.ts';
import { experimentsDir } from '../../experiment/experimentsDir.ts';
import { isRunning, listExperiments, readStored } from '../readers/experiments.ts';
import type { PipelineServices } from '../services.ts';

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
  services: PipelineServices,
  wish: ExperimentWish,
): Promise<{ readonly id: string }> {
  const { config } = services;
  if (!config.embedded) {
    throw new TRPCError({
      code: 'PRECONDITION_FAILED',
      message: 'This page starts experiments only beside the embedded servers: elsewhere run npm run compare',
    });
  }
  const lock = takeExperimentLock(config.dataDir);
  try {
    // Not all hold the lock: npm run compare is started by hand, too.
    if ((await listExperiments(services)).some(({ state }) => state === 'running')) throw refuseSecond();
    const id = randomUUID();
    lock.handOver(launch(config.dataDir, id, wish));
    return { id };
  } catch (error: unknown) {
    lock.release();
    throw error;
  }
}

/** @throws TRPCError where an experiment runs, or is just being started, by another window or process. */
function takeExperimentLock(dataDir: string): Lock {
  try {
    return takeLock(join(experimentsDir(dataDir), 'lock'));
  } catch (error: unknown) {
    throw error instanceof AlreadyRunningError ? refuseSecond() : error;
  }
}

const refuseSecond = (): TRPCError =>
  new TRPCError({ code: 'CONFLICT', message: 'Another experiment runs: wait for its end, or stop it' });

function launch(dataDir: string, id: string, wish: ExperimentWish): ProcessIdentity {
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
  const child = spawn(process.execPath, [join('scripts', 'run.mjs'), 'compare', ...args], {
    cwd: process.cwd(),
    // oxlint-disable-next-line node/no-process-env -- a process of its own needs PATH and HOME
    env: { ...withoutOurs(process.env), DATA_DIR: dataDir },
    detached: true,
    stdio: 'ignore',
  });
  child.once('error', () => undefined);
  child.unref();
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (identity === null) throw new Error('The process of the experiment ended as it began');
  return identity;
}

/** Ends it as Ctrl-C does: what is done is kept. */
export async function stopExperiment(services: PipelineServices, id: string): Promise<void> {
  const stored = await readStored(services, id);
  const runs = stored !== null && isRunning(stored);
  if (!runs || !signalProcess(stored.process!, 'SIGINT')) {
    throw new TRPCError({ code: 'NOT_FOUND', message: 'No such experiment runs' });
  }
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
