import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { waitForExit } from './embedded/child.ts';

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 5_000;
const HEALTHY_AFTER_MS = 60_000;

export interface Running {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface Supervised {
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  readonly name: string;
  readonly first: Running;
  /** `ended`: the child that it replaces. */
  readonly restart: (ended: ChildProcess) => Promise<Running>;
  readonly say: (line: string) => void;
  /** True: this end is final, and `onFinal` is called. */
  readonly isFinal: (child: ChildProcess) => boolean;
  readonly onFinal: (child: ChildProcess) => void;
  /** Why it ended, where more than its exit code is known. */
  readonly describeEnd?: (child: ChildProcess) => string | null;
}

/** Keeps one child alive until it is stopped: starts it again, soon at first, later more slowly. */
export function supervise(options: SuperviseOptions): Supervised {
  let running = options.first;
  let stopping = false;
  const loop = (async (): Promise<void> => {
    for (let attempt = 0; ;) {
      const startedAt = performance.now();
      await waitForExit(running.child);
      if (stopping) return;
      if (options.isFinal(running.child)) return options.onFinal(running.child);
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) attempt = 0;
      const pause = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt++);
      options.say(
        `${options.name} ended (${options.describeEnd?.(running.child) ?? describeEnd(running.child)}); starting it again in ${pause / 1_000} s`,
      );
      await delay(pause);
      const next = await restartUntilUp(options, running.child, () => stopping);
      if (next === null) return;
      running = next;
    }
  })();
  return {
    stop: async () => {
      stopping = true;
      await running.stop();
      await loop;
    },
  };
}

async function restartUntilUp(
  options: SuperviseOptions,
  ended: ChildProcess,
  isStopping: () => boolean,
): Promise<Running | null> {
  while (!isStopping()) {
    try {
      const next = await options.restart(ended);
      if (!isStopping()) return next;
      await next.stop();
    } catch (error: unknown) {
      options.say(`${options.name}: ${error instanceof Error ? error.message : String(error)}`);
      await delay(MAX_DELAY_MS);
    }
  }
  return null;
}

function describeEnd(child: ChildProcess): string {
  return child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;
}
