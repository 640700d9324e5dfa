import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LookCost } from '../../observer/LookCost.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const after =
  (ms: number, fails = false) =>
  async (): Promise<void> => {
    vi.advanceTimersByTime(ms);
    if (fails) throw new Error('canceling statement due to statement timeout');
  };

it('is due again when it takes no more than its share of the time', async () => {
  const cost = new LookCost();
  expect(cost.isDue(0.01)).toBe(true);
  await cost.measure(after(10));
  vi.advanceTimersByTime(999);
  expect(cost.isDue(0.01)).toBe(false);
  vi.advanceTimersByTime(1);
  expect(cost.isDue(0.01)).toBe(true);
});

it('waits longer where looks fail, until one succeeds', async () => {
  const cost = new LookCost();
  await expect(cost.measure(after(1_000, true))).rejects.toThrow('timeout');
  expect(cost.pauseMs(0.01)).toBe(2_000_000);
  await cost.measure(after(10));
  expect(cost.pauseMs(0.01)).toBe(1_000);
});
