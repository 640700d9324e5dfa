import { expect, test } from 'vitest';
import { compareFigures, differenceOf } from '../../../../scripts/verify/truth/compare.ts';
import { Series } from '../../../../scripts/verify/truth/Series.ts';
import type { ShownFigure } from '../../../../scripts/verify/truth/shown.ts';
import { readingsOf } from './shownFigures.ts';

/** 100 statements a second. */
function createEvidence() {
  const statements = new Series();
  for (let at = 0; at <= 60_000; at += 250) statements.add(at, at / 10);
  const checkpoints = [
    { from: 0, to: 27_000, lsn: '0/1A', pages: 800, writeSeconds: 26.9, syncSeconds: 0.1 },
    { from: 30_000, to: null, lsn: null, pages: 0, writeSeconds: 0, syncSeconds: 0 },
  ];
  return { series: new Map([['statements', statements]]), checkpoints, timeScale: 10 };
}

const medians = (...figures: readonly (readonly Partial<ShownFigure>[])[]) =>
  compareFigures(readingsOf(...figures), createEvidence()).map(({ by, count, median }) => [
    by,
    count,
    median,
  ]);

test('a rate is compared with the counter over its own window', () => {
  const window = { from: 10_000, to: 40_000 };
  const rate = { figure: 'writes-per-hour', window };
  expect(medians([{ ...rate, value: 36_000 }])).toEqual([['pg_stat_statements', 1, 0]]);
  expect(medians([{ ...rate, value: 45_000 }])).toEqual([['pg_stat_statements', 1, 0.25]]);
});

test('one value counts once, however long it is shown, and not while it is marked or not known', () => {
  const rate = { figure: 'writes-per-hour', value: 36_000, window: { from: 10_000, to: 40_000 } };
  expect(
    medians([rate], [rate], [{ ...rate, value: 0, isMarked: true }], [{ ...rate, value: null }]),
  ).toEqual([['pg_stat_statements', 1, 0]]);
});

test('the time spent checkpointing is compared with the log, the running checkpoint included', () => {
  expect(medians([{ figure: 'checkpoint-share', value: 0.8, window: { from: 15_000, to: 30_000 } }])).toEqual(
    [['server log', 1, 0]],
  );
  expect(medians([{ figure: 'checkpoint-share', value: 0, window: { from: 30_000, to: 40_000 } }])).toEqual([
    ['server log', 1, 1],
  ]);
});

test('a checkpoint is compared with its line in the log', () => {
  expect(medians([{ figure: 'checkpoint-pages', of: '1/0/1A', value: 400 }])).toEqual([
    ['server log', 1, 0.5],
  ]);
});

test.each([
  [5, 0],
  [3, 0.25],
  [12, 0.2],
])('%d is off from 4 to 10 by %d', (value, share) => {
  expect(differenceOf(value, { low: 4, high: 10 })).toBe(share);
});

test('where nothing was to be, the difference is the value itself', () => {
  expect(differenceOf(3, { low: 0, high: 0 })).toBe(3);
});
