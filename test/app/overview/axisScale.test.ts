import { describe, expect, it } from 'vitest';
import {
  computeDomain,
  listTicks,
  scaleBetween,
  scaleBytes,
  scaleCount,
} from '../../../app/_components/overview/charts/axisScale.ts';
import {
  BUFFER_CHART,
  CHECKPOINT_CHART,
  WAL_CHART,
  WRITES_CHART,
} from '../../../app/_components/overview/charts/chartSpecs.ts';

describe('the upper end of an axis', () => {
  it.each([
    [0, 3],
    [1, 3],
    [2.8, 6],
    [95, 150],
    [812, 900],
    [21_960, 30_000],
  ])('has room above %d in three round steps', (largest, most) => {
    expect(scaleCount(largest)).toBe(most);
  });

  it.each([
    [0, 3],
    [500, 600],
    [1_000, 1.5 * 1_024],
    [700 * 1_024, 1.5 * 1_024 ** 2],
    [5 * 1_024 ** 3, 6 * 1_024 ** 3],
  ])('counts %d bytes in powers of 1,024', (largest, most) => {
    expect(scaleBytes(largest)).toBe(most);
  });

  it('has ticks at its thirds', () => {
    expect(listTicks(900)).toEqual([0, 300, 600, 900]);
  });
});

describe('a scale that does not begin at 0', () => {
  it.each([
    [0.0000121, 0.0000139, 0.000012, 0.000014],
    [95, 105, 95, 105],
    [7, 7, 5, 9],
    [0, 0, -1, 1],
  ])('holds %d to %d between round ends', (low, high, from, to) => {
    const scale = scaleBetween(low, high);
    expect(scale.from).toBeCloseTo(from, 12);
    expect(scale.to).toBeCloseTo(to, 12);
    expect(scale.ticks[0]).toBe(scale.from);
    expect(scale.ticks.at(-1)).toBe(scale.to);
  });
});

describe('the domain of a chart', () => {
  it('is two numbers where nothing is known', () => {
    for (const spec of [WRITES_CHART, BUFFER_CHART, WAL_CHART, CHECKPOINT_CHART])
      expect(computeDomain(spec, [], [])).toEqual({ left: 3, right: 3 });
  });

  it('holds the sum of what is stacked, and the largest of what is not', () => {
    const row = { at: 0, NewTokenHandler: 400, MarketDataJob: 400, buffered: 400, parked: 420 };
    expect(computeDomain(WRITES_CHART, [row, { at: 1 }], []).left).toBe(900);
    expect(computeDomain(BUFFER_CHART, [row], []).left).toBe(600);
  });

  it('holds the marks of each axis, and those that are expected', () => {
    const rows = [{ at: 0, pages: 100, seconds: 4, plateau: 27, predictedPages: null }];
    expect(computeDomain(CHECKPOINT_CHART, rows, [])).toEqual({ left: 150, right: 30 });
    const ahead = [{ at: 1, predictedPages: 1_000, predictedSeconds: 100 }];
    expect(computeDomain(CHECKPOINT_CHART, rows, ahead)).toEqual({ left: 1_500, right: 150 });
  });
});
