import { setTimeout as delay } from 'node:timers/promises';

/** Beyond it (24.8 days) a timer fires at once: https://nodejs.org/docs/latest-v20.x/api/timers.html */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Waits however long, or returns at once when aborted. */
export async function abortableDelay(ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; !signal.aborted && left > 0; left -= MAX_TIMER_MS) {
    await delay(Math.min(left, MAX_TIMER_MS), undefined, { signal }).catch(() => undefined);
  }
}

/** Exponential backoff with jitter: half to all of min(most, first × 2^attempt). */
export function backoffMs(attempt: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 16)) * (0.5 + Math.random() / 2);
}
