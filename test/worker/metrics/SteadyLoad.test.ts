import { beforeEach, expect, test, vi } from 'vitest';
import { SteadyLoad } from '../../../worker/metrics/SteadyLoad.ts';
import type { StrategyName } from '../../../domain/strategies.ts';

let steady: SteadyLoad;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
  steady = new SteadyLoad();
  return () => vi.useRealTimers();
});

let epoch = 0;
function at(now: number, strategy?: StrategyName): number | null {
  vi.setSystemTime(now);
  if (strategy !== undefined) steady.setMode({ strategy, epoch: ++epoch });
  return steady.steadySince;
}

test('begins again with each switch, not with the first mode, which is no switch, nor with the same one', () => {
  expect(at(2_000, 'hybrid')).toBe(1_000);
  expect(at(3_000, 'hybrid')).toBe(1_000);
  expect(at(4_000, 'hybrid-split')).toBe(4_000);
});

test('a switch to direct is steady once the buffer has drained', () => {
  at(2_000, 'hybrid');
  steady.setPending(100);
  expect(steady.steadySince).toBe(1_000);
  expect(at(3_000, 'direct')).toBeNull();
  vi.setSystemTime(4_000);
  steady.setPending(40);
  expect(steady.steadySince).toBeNull();
  vi.setSystemTime(5_000);
  steady.setPending(0);
  expect(at(6_000)).toBe(5_000);
  steady.setPending(0);
  expect(steady.steadySince).toBe(5_000);
});

test('a worker that starts while the buffer drains waits for its end, and goes on where another stopped', () => {
  steady.resume(500);
  expect(at(2_000, 'direct')).toBe(500);
  steady.setPending(3);
  expect(steady.steadySince).toBeNull();
  at(7_000);
  steady.setPending(0);
  expect(steady.steadySince).toBe(7_000);
});

test('what is excluded is not steady until all of it has ended, also where it fails', async () => {
  await expect(
    steady.exclude(async () => {
      await steady.exclude(() => Promise.resolve());
      expect(at(8_000)).toBeNull();
      throw new Error('stopped');
    }),
  ).rejects.toThrow('stopped');
  expect(at(9_000)).toBe(8_000);
});
