import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSampleGrid } from '../../../redis/history/sampleGrid.ts';

const T0 = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const lastHours = (hours: number, points: number) =>
  chooseSampleGrid({ from: T0 - hours * HOUR, to: T0, points }, T0);

describe('the grid of a range', () => {
  it('is no finer than its stream, nor than what is asked for', () => {
    expect(lastHours(1 / 12, 300)).toMatchObject({ stepMs: 1_000, widthMs: 1_000 });
    expect(lastHours(1 / 12, 10_000)).toMatchObject({ stepMs: 1_000, widthMs: 1_000 });
    expect(lastHours(0.5, 300)).toMatchObject({ stepMs: 1_000, widthMs: 6_000 });
    expect(lastHours(1, 300)).toMatchObject({ stepMs: 10_000, widthMs: 20_000 });
    expect(lastHours(24, 300)).toMatchObject({ stepMs: 10_000, widthMs: 290_000 });
  });

  it('is of minutes where the range begins before the decades that are kept', () => {
    expect(lastHours(7 * 24, 800)).toMatchObject({ stepMs: 60_000, widthMs: 780_000 });
    expect(lastHours(30 * 24, 800)).toMatchObject({ stepMs: 60_000, widthMs: 3_240_000 });
  });

  it('counts the age from the newest sample', () => {
    const range = { from: T0 - 10 * HOUR, to: T0 - 10 * HOUR + 60_000, points: 60 };
    expect(chooseSampleGrid(range, T0)).toMatchObject({ stepMs: 10_000, widthMs: 10_000 });
    expect(chooseSampleGrid(range, T0 - 9 * HOUR)).toMatchObject({ stepMs: 1_000, widthMs: 1_000 });
  });

  it('counts the age from the end of the range where there is no sample yet', () => {
    const lastMinutes = { from: T0 - 300_000, to: T0, points: 300 };
    expect(chooseSampleGrid(lastMinutes, null)).toMatchObject({ stepMs: 1_000, widthMs: 1_000 });
    const lastDay = { from: T0 - 24 * HOUR, to: T0, points: 10_000 };
    expect(chooseSampleGrid(lastDay, null)).toMatchObject({ stepMs: 10_000, widthMs: 10_000 });
  });

  it('leaves out the oldest bucket where one too many begins in the range', () => {
    const grid = chooseSampleGrid({ from: T0, to: T0 + 300_000, points: 300 }, T0);
    expect(grid).toMatchObject({ widthMs: 1_000, first: T0 + 1_000, last: T0 + 300_000 });
  });

  it('has at most the points asked for, on multiples of its width, and only the oldest is left out (property)', () => {
    const range = fc.record({
      from: fc.nat(2 * 24 * HOUR),
      span: fc.nat(30 * 24 * HOUR),
      points: fc.integer({ min: 1, max: 2_000 }),
    });
    fc.assert(
      fc.property(range, fc.nat(2 * 24 * HOUR), ({ from, span, points }, newest) => {
        const to = from + span;
        const { widthMs, first, last } = chooseSampleGrid({ from, to, points }, newest);
        expect([first % widthMs, last % widthMs]).toEqual([0, 0]);
        expect((last - first) / widthMs + 1).toBeLessThanOrEqual(points);
        expect(first).toBeGreaterThanOrEqual(from);
        expect(last).toBeLessThanOrEqual(to);
        expect(last + widthMs).toBeGreaterThan(to);
        expect(first - 2 * widthMs).toBeLessThan(from);
      }),
    );
  });
});
