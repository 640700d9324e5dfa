import { setTimeout as delay } from 'node:timers/promises';

/** Waits, or returns at once when aborted. */
export async function abortableDelay(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Exponential backoff with jitter: half to all of min(most, first × 2^attempt). */
export function backoffMs(attempt: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 16)) * (0.5 + Math.random() / 2);
}
