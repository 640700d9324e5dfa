import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesUntilWalTrigger,
  isWalDistance,
  walTriggerBytes,
  walTriggerSegments,
  type WalSettings,
} from '../../model/walTrigger.ts';

const MIB = 1024 ** 2;
const SEGMENT = 16 * MIB;
const DEFAULTS: WalSettings = { maxWalSizeBytes: 1024 * MIB, segmentBytes: SEGMENT, completionTarget: 0.9 };

const settings = fc.record({
  maxWalSizeBytes: fc.integer({ min: 32, max: 100_000 }).map((mib) => mib * MIB),
  segmentBytes: fc.constantFrom(1, 16, 64, 1024).map((mib) => mib * MIB),
  completionTarget: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** The server's side, one finished segment after the other (xlog.c, XLogWrite and XLogCheckpointNeeded). */
function findRequestLsn(redoLsn: number, currentLsn: number, of: WalSettings): number {
  const redoSegment = Math.floor(redoLsn / of.segmentBytes);
  for (let finished = Math.floor(currentLsn / of.segmentBytes); ; finished++) {
    if (finished >= redoSegment + walTriggerSegments(of) - 1) return (finished + 1) * of.segmentBytes;
  }
}

describe('walTriggerSegments', () => {
  it.each([
    [1024, 16, 0.9, 33],
    [1024, 16, 0.5, 42],
    [1024, 16, 0, 64],
    [1024, 16, 1, 32],
    [32, 16, 0.9, 1],
    [16, 16, 0.9, 1],
    [100, 64, 0, 1],
    [8192, 64, 0.9, 67],
  ])('%d MiB in segments of %d MiB, target %d: %d', (maxMib, segmentMib, completionTarget, segments) => {
    expect(
      walTriggerSegments({
        maxWalSizeBytes: maxMib * MIB,
        segmentBytes: segmentMib * MIB,
        completionTarget,
      }),
    ).toBe(segments);
  });

  it('makes 1 GB trigger at 512 to 528 MiB', () => {
    expect(walTriggerBytes(DEFAULTS)).toEqual({ leastBytes: 512 * MIB, mostBytes: 528 * MIB });
  });
});

describe('bytesUntilWalTrigger', () => {
  it('counts to the end of the segment that is S−1 after redo', () => {
    const redoLsn = 7 * SEGMENT + 40;
    expect(bytesUntilWalTrigger({ redoLsn, currentLsn: redoLsn, settings: DEFAULTS })).toBe(528 * MIB - 40);
    const nearlyThere = { redoLsn, currentLsn: 40 * SEGMENT - 8, settings: DEFAULTS };
    expect(bytesUntilWalTrigger(nearlyThere)).toBe(8);
  });

  it('is 0 from the request on', () => {
    const redoLsn = 8 * SEGMENT - 8;
    for (const currentLsn of [40 * SEGMENT, 40 * SEGMENT + 1, 90 * SEGMENT]) {
      expect(bytesUntilWalTrigger({ redoLsn, currentLsn, settings: DEFAULTS })).toBe(0);
    }
  });

  it('agrees with the server, and its request is a WAL distance', () => {
    fc.assert(
      fc.property(
        settings,
        fc.nat(2 ** 40),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (of, redoLsn, way) => {
          const currentLsn = redoLsn + Math.floor(way * walTriggerBytes(of).leastBytes);
          const until = bytesUntilWalTrigger({ redoLsn, currentLsn, settings: of });
          expect(currentLsn + until).toBe(findRequestLsn(redoLsn, currentLsn, of));
          expect(isWalDistance(currentLsn + until - redoLsn, of)).toBe(true);
        },
      ),
    );
  });
});

describe('isWalDistance', () => {
  it.each([
    [511, false],
    [512, false],
    [513, true],
    [528, true],
    [544, true],
    [545, false],
  ])('%d MiB with the defaults: %s', (mib, fits) => {
    expect(isWalDistance(mib * MIB, DEFAULTS)).toBe(fits);
  });

  it('takes no distance of nothing where one segment is the trigger', () => {
    const least = { ...DEFAULTS, maxWalSizeBytes: SEGMENT };
    expect(isWalDistance(0, least)).toBe(false);
    expect(isWalDistance(8, least)).toBe(true);
  });
});
