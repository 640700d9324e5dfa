import { setTimeout as delay } from 'node:timers/promises';
import { freezeProcess } from './freeze.ts';
import { type PastPhase, type Phase, countSeconds, type Server } from './plan.ts';
import type { Reading } from './shown.ts';

const READ_MS = 1_000;

export interface WatchOptions {
  readonly plan: readonly Phase[];
  readonly read: () => Promise<readonly Reading[]>;
  /** Each with how often it is asked, ms. */
  readonly polls: readonly { readonly everyMs: number; readonly poll: () => Promise<void> }[];
  /** The processes that a phase freezes. */
  readonly pids?: Readonly<Record<Server, number>>;
  /** Where a phase has a strategy. */
  readonly switchTo?: (strategy: string) => Promise<void>;
  readonly say: (line: string) => void;
}

export interface Watched {
  readonly phases: readonly PastPhase[];
  readonly readings: readonly Reading[];
  /** Seconds between two readings, the longest: a busy machine. */
  readonly longestPause: number;
}

/** Goes through the plan, while pages are read each second and the referees asked more often. */
export async function watchRun(options: WatchOptions): Promise<Watched> {
  const ended = new AbortController();
  const readings: Reading[] = [];
  const read = async (): Promise<void> => void readings.push(...(await options.read()));
  const loops = [
    repeat(read, READ_MS, ended.signal),
    ...options.polls.map(({ poll, everyMs }) => repeat(poll, everyMs, ended.signal)),
  ];
  const failed = Promise.race(loops);
  const phases: PastPhase[] = [];
  try {
    for (const [index, phase] of options.plan.entries()) {
      const minutes = Math.ceil(countSeconds(options.plan.slice(index)) / 60);
      options.say(`${phase.name}: ${phase.seconds} s (about ${minutes} min left in all)`);
      phases.push(await Promise.race([runPhase(phase, options), failed.then(() => never())]));
    }
  } finally {
    ended.abort();
    await Promise.allSettled(loops);
  }
  await Promise.all(loops);
  return { phases, readings, longestPause: measurePause(readings) };
}

async function runPhase(phase: Phase, options: WatchOptions): Promise<PastPhase> {
  const from = Date.now();
  await phase.run?.();
  if (phase.strategy !== undefined) await options.switchTo!(phase.strategy);
  const wake = phase.frozen === undefined ? null : freezeProcess(options.pids![phase.frozen]);
  const frozenAt = Date.now();
  try {
    await delay(phase.seconds * 1_000);
    return { ...phase, from: wake === null ? from : frozenAt, to: Date.now() };
  } finally {
    wake?.();
  }
}

/** One at a time: one that takes longer is followed at once. */
async function repeat(run: () => Promise<void>, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const startedAt = Date.now();
    await run();
    const left = startedAt + everyMs - Date.now();
    if (left > 0) await delay(left, undefined, { signal }).catch(() => undefined);
  }
}

function never(): never {
  throw new Error('A loop ended before the run did');
}

function measurePause(readings: readonly Reading[]): number {
  const page = readings[0]?.page;
  const times = readings.filter((reading) => reading.page === page).map(({ at }) => at);
  return Math.max(0, ...times.slice(1).map((at, i) => at - times[i]!)) / 1_000;
}
