import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `check` holds; fails with its last error after a minute. */
export async function eventually(check: () => Promise<void> | void, patienceMs = 45_000): Promise<void> {
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
