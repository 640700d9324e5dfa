import { expect, test } from 'vitest';
import { Series } from '../../../../scripts/verify/truth/Series.ts';

function createSeries(...polls: readonly (readonly [at: number, value: number])[]): Series {
  const series = new Series();
  for (const [at, value] of polls) series.add(at, value);
  return series;
}

const polled = createSeries([1_000, 10], [1_250, 20], [1_500, 20], [1_750, 60]);

test('reads a value between two polls, and none before, after or across a gap', () => {
  expect([polled.valueAt(1_000), polled.valueAt(1_125), polled.valueAt(1_750)]).toEqual([10, 15, 60]);
  expect([polled.valueAt(999), polled.valueAt(1_751)]).toEqual([null, null]);
  expect(createSeries([0, 1], [5_000, 2]).valueAt(1_000)).toBeNull();
});

test('a rise is that between its edges, or what the polls on either side allow', () => {
  expect(polled.rise(1_125, 1_625)).toBe(25);
  expect(polled.riseSpan(1_125, 1_625)).toEqual({ low: 0, high: 50 });
  expect(polled.rise(900, 1_625)).toBeNull();
  expect(polled.riseSpan(1_125, 1_800)).toBeNull();
});

test('a span holds the polls on either side of it', () => {
  expect(polled.span(1_300, 1_400)).toEqual({ low: 20, high: 20 });
  expect(polled.span(1_300, 1_600)).toEqual({ low: 20, high: 60 });
  expect(polled.span(1_300, 1_800)).toBeNull();
});
