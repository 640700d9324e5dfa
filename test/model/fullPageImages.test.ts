import { describe, expect, it } from 'vitest';
import { estimateFullPageImages, estimateWalBytes, expectImageBytes } from '../../model/fullPageImages.ts';

describe('estimateFullPageImages', () => {
  it('is one for each distinct page, none without full_page_writes', () => {
    expect(estimateFullPageImages({ distinctPages: 2598, fullPageWrites: true })).toBe(2598);
    expect(estimateFullPageImages({ distinctPages: 2598, fullPageWrites: false })).toBe(0);
  });
});

describe('expectImageBytes', () => {
  it('is the page less its hole, divided by the compression ratio', () => {
    expect(expectImageBytes({ holeBytes: 0 })).toBe(8192);
    expect(expectImageBytes({ holeBytes: 4000 })).toBe(4192);
    expect(expectImageBytes({ holeBytes: 4000, compressionRatio: 2 })).toBe(2096);
  });

  it('is never more than the raw image', () => {
    expect(expectImageBytes({ holeBytes: 4000, compressionRatio: 0.8 })).toBe(4192);
  });
});

describe('estimateWalBytes', () => {
  it('adds up images, changes and commits', () => {
    expect(
      estimateWalBytes({
        fullPageImages: 3,
        bytesPerImage: 4000,
        changes: 50,
        bytesPerChange: 100,
        commits: 7,
        bytesPerCommit: 40,
      }),
    ).toBe(12_000 + 5000 + 280);
  });

  /** Measured on 18.4: 12,000 changes coalesced into 118 batches on a narrow table, 6,937 pages, 30.0 MB of WAL. */
  it('is near a measured cycle', () => {
    const wal = estimateWalBytes({
      fullPageImages: 6937,
      bytesPerImage: expectImageBytes({ holeBytes: 4096 }),
      changes: 11_800,
      bytesPerChange: 100,
      commits: 118,
      bytesPerCommit: 40,
    });
    expect(Math.abs(wal / 30.0e6 - 1)).toBeLessThan(0.1);
  });
});
