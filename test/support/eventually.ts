import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `check` holds, and returns what it returns; fails with its last error once its patience is at its end. */
export async function eventually<T>(check: () => Promise<T> | T, patienceMs = 45_000): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error: unknown) {
      if (performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}
