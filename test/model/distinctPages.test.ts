import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDistinctPages, expectDistinctPagesZipf, type ZipfUpdates } from '../../model/distinctPages.ts';

/** mulberry32: the same seed gives the same numbers in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(values: number[], random: () => number): number[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}

/** The mean number of distinct pages over `rounds` draws of the updates, each with a layout of its own. */
function simulate(input: ZipfUpdates, rounds: number): number {
  const random = createRandom(20_251);
  const cumulative: number[] = [];
  for (let rank = 1; rank <= input.rows; rank++) {
    cumulative.push((cumulative[rank - 2] ?? 0) + rank ** -input.exponent);
  }
  const total = cumulative[input.rows - 1]!;
  let pages = 0;
  for (let round = 0; round < rounds; round++) {
    const slots = Array.from({ length: input.rows }, (_, index) => index);
    const places = input.scattered ? shuffle(slots, random) : slots;
    const touched = new Set<number>();
    for (let update = 0; update < input.updates; update++) {
      const row = findFirstAtLeast(cumulative, random() * total);
      touched.add(Math.floor(places[row]! / input.rowsPerPage));
    }
    pages += touched.size;
  }
  return pages / rounds;
}

function findFirstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

describe('expectDistinctPages', () => {
  it('has the known small cases', () => {
    expect(expectDistinctPages({ updates: 0, pages: 10 })).toBe(0);
    expect(expectDistinctPages({ updates: 0, pages: 1 })).toBe(0);
    expect(expectDistinctPages({ updates: 5, pages: 0 })).toBe(0);
    expect(expectDistinctPages({ updates: 5, pages: 1 })).toBe(1);
    expect(expectDistinctPages({ updates: 1, pages: 10 })).toBeCloseTo(1, 12);
    expect(expectDistinctPages({ updates: 2, pages: 2 })).toBeCloseTo(1.5, 12);
  });

  it('is near what was measured: 3,000 scattered rows on 2,598 of 10,000 pages', () => {
    expect(Math.abs(expectDistinctPages({ updates: 3000, pages: 10_000 }) / 2598 - 1)).toBeLessThan(0.005);
  });

  it('keeps its digits with few updates on very many pages', () => {
    expect(expectDistinctPages({ updates: 3, pages: 1e15 })).toBeCloseTo(3, 9);
  });

  it('is at most the smaller of pages and updates, and never falls with more of either', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 1e8 }), fc.nat(1e6), (updates, pages, more) => {
        const expected = expectDistinctPages({ updates, pages });
        expect(expected).toBeLessThanOrEqual(Math.min(updates, pages) * (1 + 1e-12));
        expect(expectDistinctPages({ updates: updates + more, pages })).toBeGreaterThanOrEqual(
          expected * (1 - 1e-12),
        );
        expect(expectDistinctPages({ updates, pages: pages + more })).toBeGreaterThanOrEqual(
          expected * (1 - 1e-12),
        );
      }),
    );
  });
});

describe('expectDistinctPagesZipf', () => {
  const base: ZipfUpdates = { updates: 3000, rows: 20_000, rowsPerPage: 60, exponent: 1, scattered: true };

  it.each([
    [{ ...base }],
    [{ ...base, scattered: false }],
    [{ ...base, exponent: 0.6, updates: 800 }],
    [{ ...base, exponent: 1.3, scattered: false, updates: 20_000 }],
    [{ ...base, rowsPerPage: 7, rows: 20_003, scattered: false }],
    [{ ...base, rowsPerPage: 7, rows: 20_003, updates: 500 }],
    [{ ...base, rowsPerPage: 1, updates: 12_000 }],
  ])('agrees with a simulation: %j', (input) => {
    expect(Math.abs(expectDistinctPagesZipf(input) / simulate(input, 20) - 1)).toBeLessThan(0.015);
  });

  /** 15.18, 300 updates/s with Zipf ranks over 20,000 rows: rows left after merging windows of 10, 60 and 180 s. */
  it.each([
    [3000, 24_071 / 18],
    [18_000, 15_018 / 3],
    [54_000, 9783],
  ])('is near the distinct rows that were measured: %d updates', (updates, measured) => {
    const rows = expectDistinctPagesZipf({ ...base, rowsPerPage: 1, updates });
    expect(Math.abs(rows / measured - 1)).toBeLessThan(0.005);
  });

  it('is the uniform case at exponent 0', () => {
    const zipf = expectDistinctPagesZipf({ ...base, exponent: 0, scattered: false, rows: 600_000 });
    expect(zipf).toBeCloseTo(expectDistinctPages({ updates: 3000, pages: 10_000 }), 6);
  });

  it('loses nothing by its buckets: one by one over a million rows', () => {
    const input = { ...base, rows: 1_000_000, rowsPerPage: 1, updates: 300_000, scattered: false };
    let total = 0;
    for (let rank = 1; rank <= input.rows; rank++) total += 1 / rank;
    let exact = 0;
    for (let rank = 1; rank <= input.rows; rank++) exact += 1 - (1 - 1 / rank / total) ** input.updates;
    expect(Math.abs(expectDistinctPagesZipf(input) / exact - 1)).toBeLessThan(1e-5);
  });

  it('touches fewer pages when hot rows share them, and fewer still when updates are more skewed', () => {
    const scattered = expectDistinctPagesZipf(base);
    const dense = expectDistinctPagesZipf({ ...base, scattered: false });
    expect(dense).toBeLessThan(0.9 * scattered);
    expect(expectDistinctPagesZipf({ ...base, exponent: 1.5 })).toBeLessThan(0.8 * scattered);
  });

  it('has the known small cases', () => {
    expect(expectDistinctPagesZipf({ ...base, updates: 0 })).toBe(0);
    expect(expectDistinctPagesZipf({ ...base, updates: 1 })).toBeCloseTo(1, 3);
    expect(expectDistinctPagesZipf({ ...base, rows: 10, updates: 4 })).toBe(1);
    expect(expectDistinctPagesZipf({ ...base, rows: 0 })).toBe(0);
  });

  it('is at most the smaller of pages and updates, and never falls with more updates, up to ten million rows', () => {
    const inputs = fc.record({
      updates: fc.nat(1e7),
      rows: fc.integer({ min: 1, max: 1e7 }),
      rowsPerPage: fc.integer({ min: 1, max: 250 }),
      exponent: fc.double({ min: 0, max: 2, noNaN: true }),
      scattered: fc.boolean(),
    });
    fc.assert(
      fc.property(inputs, fc.nat(1e6), (input, more) => {
        const expected = expectDistinctPagesZipf(input);
        const pages = Math.ceil(input.rows / input.rowsPerPage);
        expect(expected).toBeLessThanOrEqual(Math.min(input.updates, pages) * (1 + 1e-9));
        expect(expectDistinctPagesZipf({ ...input, updates: input.updates + more })).toBeGreaterThanOrEqual(
          expected * (1 - 1e-9),
        );
      }),
    );
  });
});
