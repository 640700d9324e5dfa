import { describe, expect, it, test } from 'vitest';
import { createChartRows } from '../../../app/_components/overview/charts/chartRows.ts';
import { createRates, findRateStarts } from '../../../app/_components/overview/charts/rates.ts';
import { appendToHistory } from '../../../app/_components/overview/charts/rebucket.ts';
import { downsample, toRow, toSample } from '../../../domain/downsample.ts';
import type { HistorySample } from '../../../domain/history.ts';

const WIDTH = 4_000;
const RULES = { windowMs: 10_000, gapMs: 10_000, missing: null };
/** Rises by 7 a second. */
const second = (s: number, value: number | null = 7 * s): HistorySample => ({
  at: s * 1_000,
  values: { walBytesTotal: value, timeScale: 1 },
});
const seconds = (from: number, to: number): HistorySample[] =>
  Array.from({ length: to - from }, (_, i) => second(from + i));
const bucketsOf = (samples: readonly HistorySample[]) => downsample(samples.map(toRow), WIDTH).map(toSample);
/** Per second, of each bucket. */
const ratesOf = (samples: readonly HistorySample[]) =>
  createRates(bucketsOf(samples), 'walBytesTotal', RULES).map((rate) =>
    rate === null ? null : rate * 1_000,
  );

describe('a steady counter has its own rate', () => {
  it.each([37, 38, 39, 40])('in the last bucket, however much of it has passed (%d s)', (to) => {
    const rates = ratesOf(seconds(0, to));
    expect(rates.slice(0, 3)).toEqual([null, null, null]);
    expect(rates.slice(3)).toEqual(rates.slice(3).map(() => expect.closeTo(7, 9) as number));
  });

  it('after a start within a bucket, once a window has passed', () => {
    expect(ratesOf(seconds(3, 24))).toEqual([
      null,
      null,
      null,
      ...[7, 7, 7].map((rate) => expect.closeTo(rate)),
    ]);
  });

  it('before and after a gap', () => {
    const rates = ratesOf([...seconds(0, 22), ...seconds(61, 90)]).filter((rate) => rate !== null);
    expect(rates).toHaveLength(8);
    for (const rate of rates) expect(rate).toBeCloseTo(7);
  });

  it('after a reset, once a window has passed', () => {
    const reset = seconds(30, 60).map(({ at }) => second(at / 1_000, 7 * (at / 1_000 - 30)));
    const rates = ratesOf([...seconds(0, 30), ...reset]);
    expect(rates.slice(3, 7)).toEqual([7, 7, 7, 7].map((rate) => expect.closeTo(rate)));
    expect(rates.slice(7, 10)).toEqual([null, null, null]);
    for (const rate of rates.slice(10)) expect(rate).toBeCloseTo(7);
  });

  it('after a reset that the next value already outgrew within the window', () => {
    const samples = [second(0, 10), second(4, 20), second(8, 0), second(12, 300), second(16, 310)];
    expect(createRates(samples, 'walBytesTotal', RULES)).toEqual([null, null, null, null, null]);
  });

  it('where its value was unknown in between', () => {
    const unknown = seconds(20, 23).map(({ at }) => second(at / 1_000, null));
    const rates = ratesOf([...seconds(0, 20), ...unknown, ...seconds(23, 50)]).filter(
      (rate) => rate !== null,
    );
    for (const rate of rates) expect(rate).toBeCloseTo(7);
    expect(rates.length).toBeGreaterThan(5);
  });
});

it('the live end of a history has the rate of what streamed in', () => {
  const history = { widthMs: WIDTH, samples: bucketsOf(seconds(0, 30)) };
  const samples = appendToHistory(history, seconds(25, 46));
  const rows = createChartRows({ samples, widthMs: WIDTH, timeScale: 1, checkpoints: [] });
  for (const row of rows.slice(3)) expect(row['wal']).toBeCloseTo(7 * 3_600, 6);
  expect(rows).toHaveLength(12);
});

it('a counter that appears within the history began at 0', () => {
  const samples = [0, 10, 20].map((s) => ({ at: s * 1_000, values: s === 0 ? {} : { aTotal: 5 * s } }));
  expect(createRates(samples, 'aTotal', { ...RULES, missing: 0 })).toEqual([null, 0.005, 0.005]);
});

test('says when the mean of each sample begins', () => {
  const samples = seconds(0, 13);
  expect(findRateStarts(samples, 10_000)).toEqual([
    ...Array.from({ length: 10 }, () => null),
    0,
    1_000,
    2_000,
  ]);
  const [last] = createChartRows({ samples, widthMs: 1_000, timeScale: 1, checkpoints: [] }).slice(-1);
  expect([last!['ratedFrom'], last!['ratedTo']]).toEqual([2_000, 12_000]);
});
