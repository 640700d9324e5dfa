import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CALIBRATION } from '../../../model/calibration.ts';
import { createMoves } from '../../../model/workload/moves.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import { describeWrites } from '../../../model/workload/structures.ts';
import type { Workload } from '../../../model/workload/types.ts';

const base: Workload = {
  ...WORKLOAD_PRESETS.incident,
  rows: 60_000,
  updatedRows: 12_000,
  roomShare: 1,
  distribution: 'hot-set',
  hotRows: 300,
  updatesPerSecond: 60,
  syncIntervalSeconds: 30,
};
const movesOf = (changes: Partial<Workload>, secondsSinceVacuum: number | null = 0) => {
  const workload = { ...base, ...changes };
  const shape = describeWrites(workload);
  return createMoves(
    { workload, constants: CALIBRATION.constants, shape, rowsPerFlush: 0, firstFlushSecond: 0 },
    secondsSinceVacuum,
  );
};

it('rows begin to move once their place has worn out', () => {
  const moves = movesOf({});
  const rate = (from: number, to: number): number => (moves(to) - moves(from)) / (to - from);
  expect(rate(0, 30)).toBeLessThan(1);
  expect(rate(150, 180)).toBeGreaterThan(20 * rate(0, 30));
  // Never more than one for each update.
  expect(rate(150, 180)).toBeLessThan(base.updatesPerSecond);
});

it('there are as many moves as holes and no more', () => {
  const pages = (base.rows * base.bytesPerRow) / 8192;
  expect(movesOf({})(100_000)).toBeCloseTo(pages, 0);
  expect(movesOf({ roomShare: 0 })(100_000)).toBe(0);
});

it('merged updates hardly wear a place out, and the narrow table not at all', () => {
  expect(movesOf({ strategy: 'hybrid' })(180)).toBeLessThan(0.05 * movesOf({})(180));
  expect(movesOf({ strategy: 'hybrid-split' })(180)).toBe(0);
});

it('never fall, with or without a known vacuum', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1_000, noNaN: true }),
      fc.double({ min: 0, max: 1_000, noNaN: true }),
      fc.constantFrom(null, 0, 60),
      (second, more, sinceVacuum) => {
        const moves = movesOf({}, sinceVacuum);
        expect(moves(second + more)).toBeGreaterThanOrEqual(moves(second) - 1e-6);
      },
    ),
  );
});
