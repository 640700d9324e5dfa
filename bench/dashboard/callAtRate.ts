import { setTimeout as delay } from 'node:timers/promises';

export interface Rate {
  readonly perSecond: number;
  readonly seconds: number;
}

/**
 * Calls at even distances, whether or not the calls before have ended. Returns how long each took, in ms from the moment it
 * was due, sorted: a server that stalls cannot put off the calls that would have found it stalled.
 */
export async function callAtRate(
  call: () => Promise<unknown>,
  { perSecond, seconds }: Rate,
): Promise<readonly number[]> {
  const startedAt = performance.now();
  const calls: Promise<number>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    const dueAt = startedAt + (i * 1_000) / perSecond;
    const earlyMs = dueAt - performance.now();
    if (earlyMs > 0) await delay(earlyMs);
    calls.push(call().then(() => performance.now() - dueAt));
  }
  return (await Promise.all(calls)).sort((a, b) => a - b);
}
