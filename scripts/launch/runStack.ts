import { join } from 'node:path';
import { AlreadyRunningError, takeLock } from '../../machine/lock.ts';
import { createLatch } from '../command/latch.ts';
import { complain, say } from '../command/terminal.ts';
import { readRunFile } from './embedded/runFile.ts';
import type { Supervised } from './supervise.ts';

export interface Run {
  /** The processes to stop at the end, newest first. */
  readonly stack: Supervised[];
  /** Ends everything, for a reason in one line, if it has not been printed. */
  readonly fail: (reason: string | null) => void;
  readonly isEnding: () => boolean;
  /** Processes and pages follow changes of their sources. */
  readonly development: boolean;
}

export interface StackOptions {
  /** Its lock keeps a second run out. */
  readonly dataDir: string;
  readonly development: boolean;
  readonly farewell: string;
  readonly start: (run: Run) => Promise<void>;
}

/** Runs what `start` puts on the stack until a signal or a failure. Resolves with the exit code once all has ended. */
export function runStack({ dataDir, development, farewell, start }: StackOptions): Promise<number> {
  const lock = takeRunLock(dataDir);
  const stack: Supervised[] = [];
  const ended = createLatch<number>();
  let isEnding = false;
  const stopAll = async (code: number): Promise<void> => {
    for (let part = stack.pop(); part !== undefined; part = stack.pop()) await part.stop();
    lock.release();
    say(farewell);
    ended.resolve(code);
  };
  const end = (code: number): void => {
    if (isEnding) return say('Stopping …');
    isEnding = true;
    void stopAll(code);
  };
  const fail = (reason: string | null): void => {
    if (isEnding) return;
    if (reason !== null) complain(reason);
    end(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  // Not awaited: it may end while the dashboard is still being built.
  start({ stack, fail, isEnding: () => isEnding, development }).catch((error: unknown) =>
    fail(error instanceof Error ? error.message : String(error)),
  );
  return ended.promise;
}

/** @throws Error that says where the run is that has it. */
function takeRunLock(dataDir: string): { readonly release: () => void } {
  try {
    const lock = takeLock(join(dataDir, 'lock'));
    if (lock.takenOver) say('An earlier run ended without cleaning up; going on from what it left.');
    return lock;
  } catch (error: unknown) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    const { dashboardUrl } = readRunFile(dataDir);
    const where = dashboardUrl === undefined ? '' : `, ${dashboardUrl}`;
    throw new Error(`Breakwater already runs (process ${error.pid}${where}). Stop it with Ctrl-C there.`, {
      cause: error,
    });
  }
}
