import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDistinctPages, expectDistinctPagesZipf } from '../../../model/distinctPages.ts';
import { layRows } from '../../../model/workload/pageClasses.ts';
import { expectRowsHit, listRowGroups } from '../../../model/workload/rowGroups.ts';
import { DISTRIBUTIONS } from '../../../model/workload/types.ts';

const streams = fc.record({
  updatedRows: fc.integer({ min: 1, max: 1_000_000 }),
  distribution: fc.constantFrom(...DISTRIBUTIONS),
  zipfExponent: fc.double({ min: 0, max: 2, noNaN: true }),
  hotRows: fc.integer({ min: 1, max: 1_000 }),
  hotShare: fc.double({ min: 0, max: 1, noNaN: true }),
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('listRowGroups', () => {
  it('has every row once and all updates', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const groups = listRowGroups(stream);
        expect(sum(groups.map(({ rows }) => rows))).toBe(stream.updatedRows);
        expect(sum(groups.map(({ share }) => share))).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('expectRowsHit', () => {
  it('meets no more rows than there are, nor than there are updates', () => {
    fc.assert(
      fc.property(
        streams,
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.boolean(),
        (stream, updates, inTurn) => {
          const { distinct, once } = expectRowsHit(listRowGroups(stream), updates, inTurn);
          expect(distinct).toBeLessThanOrEqual(Math.min(stream.updatedRows, updates) * (1 + 1e-9) + 1e-9);
          expect(once).toBeLessThanOrEqual(distinct * (1 + 1e-9) + 1e-9);
        },
      ),
    );
  });

  it('agrees with the pages of one row that the older formula has', () => {
    const zipf = listRowGroups({
      updatedRows: 20_000,
      distribution: 'zipf',
      zipfExponent: 1,
      hotRows: 1,
      hotShare: 0,
    });
    const known = expectDistinctPagesZipf({
      updates: 18_000,
      rows: 20_000,
      rowsPerPage: 1,
      exponent: 1,
      scattered: false,
    });
    expect(expectRowsHit(zipf, 18_000, false).distinct / known).toBeCloseTo(1, 2);
  });
});

describe('layRows', () => {
  it('lays out every page and, but for what the sample misses, every update', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 100_000 }), (stream, pages) => {
        const classes = layRows({ pages, groups: listRowGroups(stream) });
        expect(sum(classes.map((page) => page.pages)) / pages).toBeCloseTo(1, 6);
        expect(sum(classes.map((page) => page.pages * page.share))).toBeCloseTo(1, 5);
      }),
    );
  });

  it('touches as many pages as the closed forms say', () => {
    const touched = (pages: number, updates: number, stream: Parameters<typeof listRowGroups>[0]): number =>
      sum(
        layRows({ pages, groups: listRowGroups(stream) }).map(
          (page) => -page.pages * Math.expm1(-page.share * updates),
        ),
      );
    const base = { updatedRows: 300_000, zipfExponent: 1, hotRows: 1, hotShare: 0 };
    const uniform = touched(10_000, 20_000, { ...base, distribution: 'uniform' });
    expect(uniform / expectDistinctPages({ updates: 20_000, pages: 10_000 })).toBeCloseTo(1, 1);
    const zipf = touched(10_000, 20_000, { ...base, distribution: 'zipf' });
    const known = expectDistinctPagesZipf({
      updates: 20_000,
      rows: 300_000,
      rowsPerPage: 30,
      exponent: 1,
      scattered: true,
    });
    expect(Math.abs(zipf / known - 1)).toBeLessThan(0.05);
  });
});
