import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { countSockets, readRssMiB } from './processes.ts';
import { type HostileRun, sendHostile } from './sendHostile.ts';

/** Longer than a server keeps any connection that says nothing more. */
const PATIENCE_MS = 30_000;
/** Resident memory that a server may take for it, above what its first requests took. */
const MAX_GROWTH_MIB = 300;

export interface Target extends HostileRun {
  readonly name: string;
  readonly pid: number;
  /** Rejects where the server does not answer as it should. */
  readonly checkAnswer: () => Promise<void>;
}

/** Sends hostile requests to a process. @returns one line of figures. @throws Error with the first faults. */
export async function attackServer(target: Target): Promise<string> {
  const { name, pid, port, requests, checkAnswer } = target;
  await checkAnswer();
  const before = { rss: readRssMiB(pid), handles: countHandles(pid) };
  const startedAt = performance.now();
  const { statuses, faults } = await sendHostile(target);
  const seconds = (performance.now() - startedAt) / 1_000;
  await checkAnswer();
  await untilNobodyIsConnected(port);
  const after = { rss: readRssMiB(pid), peak: readRssMiB(pid, 'VmHWM'), handles: countHandles(pid) };
  const counts = [...statuses]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${status}: ${count}`);
  const figures =
    `${name}: ${requests} requests in ${seconds.toFixed(0)} s; ${counts.join(', ')}; ` +
    `${before.rss.toFixed(0)} MiB before, ${after.peak.toFixed(0)} at most, ${after.rss.toFixed(0)} after; ` +
    `${before.handles} handles before, ${after.handles} after`;
  const wrong = [
    ...faults.slice(0, 10),
    ...(after.peak - before.rss > MAX_GROWTH_MIB ? [`It took more than ${MAX_GROWTH_MIB} MiB`] : []),
  ];
  if (wrong.length > 0) throw new Error([figures, ...wrong].join('\n'));
  return figures;
}

const countHandles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

async function untilNobodyIsConnected(port: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (countSockets(port) > 0) {
    if (performance.now() > deadline) throw new Error(`${countSockets(port)} connections are kept open`);
    await delay(200);
  }
}
