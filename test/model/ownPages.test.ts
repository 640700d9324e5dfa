import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownPages, turnoverOf } from '../../model/ownPages.ts';

it('all that is dirty where nobody else writes, and none where nothing is dirty', () => {
  expect(ownPages({ dirtyPages: 314, turnover: 0 })).toBe(314);
  expect(ownPages({ dirtyPages: 0, turnover: 1 })).toBe(0);
  expect(ownPages({ dirtyPages: 314, turnover: 0, from: 0.75 })).toBe(78.5);
});

it('as measured on 18.4 under the incident: pages dirty, written by others, and by the checkpoint itself', () => {
  const measured = [
    [12_929, 1_984, 12_758],
    [14_719, 1_708, 13_060],
    [7_773, 673, 7_302],
    [7_439, 4_659, 5_742],
    [12_672, 7_909, 9_294],
    [12_708, 8_881, 8_724],
  ] as const;
  for (const [dirtyPages, othersPages, own] of measured) {
    const turnover = othersPages / dirtyPages;
    expect(Math.abs(ownPages({ dirtyPages, turnover }) / own - 1)).toBeLessThan(0.08);
  }
});

it('the parts of a phase add up to the whole', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (dirtyPages, turnover, from) => {
        const whole = ownPages({ dirtyPages, turnover });
        const rest = ownPages({ dirtyPages, turnover, from });
        expect(whole).toBeLessThanOrEqual(dirtyPages * (1 + 1e-9));
        expect(rest).toBeGreaterThanOrEqual(-1e-6);
        expect(rest).toBeLessThanOrEqual(whole * (1 + 1e-9));
      },
    ),
  );
});

it('finds the turnover that left a share', () => {
  expect(turnoverOf(1)).toBe(0);
  expect(turnoverOf(1.04)).toBe(0);
  expect(turnoverOf(0)).toBeLessThanOrEqual(100);
  fc.assert(
    fc.property(fc.double({ min: 0.02, max: 1, noNaN: true }), (share) => {
      expect(ownPages({ dirtyPages: 1, turnover: turnoverOf(share) })).toBeCloseTo(share, 6);
    }),
  );
});
