import { describe, expect, it } from 'vitest';
import { compareRates, measureRate } from '../../domain/rates.ts';
import { tQuantile99 } from '../../domain/statistics.ts';
import { Random } from '../../scripts/verify/Random.ts';

const runOf = (...counts: readonly number[]) => counts.map((count) => ({ count, hours: 0.5 }));

describe('a rate', () => {
  it('is the total of whole blocks, divided by their hours', () => {
    expect(measureRate([runOf(10, 30, 20, 40), runOf(8, 12, 1_000)])).toMatchObject({
      perHour: 40,
      cycles: 6,
    });
    expect(measureRate([runOf(7)])).toEqual({ perHour: 14, interval: null, cycles: 1 });
    expect(measureRate([[]])).toEqual({ perHour: 0, interval: null, cycles: 0 });
  });

  it('has the interval of Student’s t over its blocks', () => {
    // Blocks of 20, 22 and 24 an hour: the mean has a standard error of 2/√3, and two degrees of freedom.
    const { perHour, interval } = measureRate([runOf(5, 15, 6, 16, 7, 17)]);
    expect(perHour).toBe(22);
    expect(interval!.low).toBeCloseTo(22 - (9.925 * 2) / Math.sqrt(3), 6);
    expect(interval!.high).toBeCloseTo(22 + (9.925 * 2) / Math.sqrt(3), 6);
  });

  it('is not below zero', () => {
    expect(measureRate([runOf(0, 0, 0, 0, 0, 9)]).interval!.low).toBe(0);
  });

  it('holds the true rate 99 times in 100', () => {
    const random = new Random(7);
    let held = 0;
    for (let i = 0; i < 500; i++) {
      const own = Array.from({ length: 12 }, () => random.below(1_000));
      const { low, high } = measureRate([runOf(...own)]).interval!;
      if (low <= 999 && 999 <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(485);
  });
});

describe('a change', () => {
  it('is seen where cycles alternate about another mean', () => {
    const base = runOf(...Array.from({ length: 12 }, (_, i) => 100 + (i % 3)));
    const own = runOf(...Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 10 : 130) + (i % 3)));
    const change = compareRates([base], [own]);
    expect(change).toMatchObject({ difference: 'less' });
    expect(change.ratio).toBeCloseTo(71 / 101, 6);
    expect(change.interval!.low).toBeLessThan(71 / 101);
    expect(change.interval!.high).toBeLessThan(1);
  });

  it('is none where it may be chance, and unknown where there are too few blocks', () => {
    const base = [runOf(60, 140, 100, 90, 120, 80)];
    expect(compareRates(base, [runOf(70, 160, 90, 100, 60, 150)]).difference).toBe('no difference');
    expect(compareRates(base, [runOf(1, 1, 1, 1, 1)]).difference).toBe('too few cycles to tell');
  });

  it('is not called none where it is large, but the cycles vary too much to be sure', () => {
    const base = [runOf(13_400, 10_700, 0, 13_200, 2_500, 9_700)];
    const own = [runOf(220, 290, 220, 260, 200, 300)];
    expect(compareRates(base, own)).toMatchObject({ difference: 'too few cycles to tell' });
  });

  it('is never less than nothing, nor by more than the whole', () => {
    const { interval, difference } = compareRates(
      [runOf(620, 640, 600, 630, 660, 610)],
      [runOf(1, 20, 3, 1, 30, 5)],
    );
    expect(difference).toBe('less');
    expect(interval!.low).toBeGreaterThanOrEqual(0);
  });

  it('has no ratio to nothing', () => {
    const [nothing, some] = [[runOf(0, 0, 0, 0, 0, 0)], [runOf(5, 5, 5, 5, 5, 5)]];
    expect(compareRates(nothing, some)).toEqual({ difference: 'more', ratio: null, interval: null });
    expect(compareRates(nothing, nothing)).toEqual({
      difference: 'no difference',
      ratio: null,
      interval: null,
    });
  });
});

it('quantiles fall towards the normal one', () => {
  expect([1, 5.9, 30].map(tQuantile99)).toEqual([63.657, 4.032, 2.75]);
  expect(tQuantile99(60)).toBeCloseTo(2.66, 2);
  expect(tQuantile99(120)).toBeCloseTo(2.617, 2);
});
