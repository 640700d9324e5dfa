import { Registry } from 'prom-client';
import { beforeEach, expect, test, vi } from 'vitest';
import { createRecorder, type MetricsRecorder } from '../../../worker/metrics/recorder.ts';
import { METRIC } from '../../../domain/metricNames.ts';
import type { WriteRecord } from '../../../worker/types.ts';
import type { SyncReport } from '../../../domain/history.ts';
import type { StrategyName } from '../../../domain/strategies.ts';

/** An hour of workload time is 360 s, a sync interval 30 s. */
const PACE = { timeScale: 10, syncIntervalMs: 300_000 };
const WRITE: WriteRecord = {
  component: 'MarketDataJob',
  kind: 'market',
  op: 'update',
  strategy: 'direct',
  outcome: 'ok',
  rows: 1,
  pricePoints: 0,
  seconds: 0.001,
};
const SYNC: SyncReport = {
  trace: '',
  batches: 80,
  tokens: 8_000,
  rowsWritten: 8_000,
  pricePoints: 0,
  parked: 0,
  dead: 0,
  fenced: 0,
  seconds: 1,
};
const EMPTY = { parked: 0, dead: 0, imbalance: 0, oldestDirtyAt: null, memoryBytes: 0 };

let registry: Registry;
let recorder: MetricsRecorder;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 0 });
  registry = new Registry();
  recorder = createRecorder(registry, { ...PACE, source: 'simulate' });
  return () => vi.useRealTimers();
});

const readGauge = async (): Promise<number> =>
  (await registry.getSingleMetric(METRIC.writesPerHour)!.get()).values[0]!.value;
let epoch = 0;
const setMode = (strategy: StrategyName): void => recorder.recordMode({ strategy, epoch: ++epoch });
const look = (pending: number): void => recorder.recordBuffer({ ...EMPTY, pending });

/** Passes time; each second `writes` statements. */
function pass(seconds: number, writes: number): void {
  for (let i = 0; i < seconds; i++) {
    vi.advanceTimersByTime(1_000);
    for (let n = 0; n < writes; n++) recorder.recordWrite(WRITE);
  }
}

test('what a switch drains counts neither under the strategy that it leaves nor under the new one', async () => {
  setMode('hybrid');
  pass(60, 1);
  setMode('direct');
  look(800);
  pass(5, 200);
  look(0);
  // The second in which the drain ended.
  pass(1, 0);
  pass(30, 2);
  expect((await readGauge()) / (2 * 360)).toBeCloseTo(1, 1);
});

test('before the first whole window the rate is that of the time there is, and 0 while a switch drains', async () => {
  setMode('direct');
  pass(10, 3);
  expect((await readGauge()) / (3 * 360)).toBeCloseTo(1, 1);
  setMode('hybrid');
  setMode('direct');
  look(800);
  pass(2, 9);
  expect(await readGauge()).toBe(0);
});

test('holds whole syncs: the rate is the same at any moment between two of them', async () => {
  setMode('hybrid');
  const rates: number[] = [];
  for (let sync = 1; sync <= 6; sync++) {
    for (const seconds of [15, 14]) {
      pass(seconds, 0);
      if (sync > 3) rates.push(await readGauge());
    }
    pass(1, 80);
    recorder.recordSync(SYNC, []);
  }
  for (const rate of rates) expect(rate / (80 * 12)).toBeCloseTo(1, 1);
});
