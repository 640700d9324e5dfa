import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALIBRATION } from '../../../model/calibration.ts';
import { plateauSeconds, predictWriteSeconds } from '../../../model/pacing.ts';
import { predictWorkload } from '../../../model/workload/predict.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import { simulateCycles } from '../../../model/workload/simulate.ts';
import {
  DISTRIBUTIONS,
  MODEL_STRATEGIES,
  type Prediction,
  type Workload,
} from '../../../model/workload/types.ts';

const { constants } = CALIBRATION;
const { incident, seed } = WORKLOAD_PRESETS;
const predict = (changes: Partial<Workload> = {}): Prediction =>
  predictWorkload({ ...incident, ...changes }, constants);

const workloads: fc.Arbitrary<Workload> = fc
  .record({
    rows: fc.integer({ min: 100, max: 200_000 }),
    updatedShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
    updatesPerSecond: fc.double({ min: 0.01, max: 500, noNaN: true }),
    roomShare: fc.constantFrom(0, 0.5, 1),
    movingIndexes: fc.integer({ min: 0, max: 4 }),
    stayingIndexes: fc.integer({ min: 0, max: 4 }),
    unchangedShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
    createsPerHour: fc.constantFrom(0, 20, 5_000),
    strategy: fc.constantFrom(...MODEL_STRATEGIES),
    distribution: fc.constantFrom(...DISTRIBUTIONS),
    syncIntervalSeconds: fc.constantFrom(10, 300, 1_000),
    checkpointTimeoutSeconds: fc.constantFrom(30, 300, 900),
  })
  .map(({ updatedShare, ...rest }) => ({
    ...incident,
    ...rest,
    updatedRows: Math.max(1, Math.round(rest.rows * updatedShare)),
    hotRows: 20,
  }));

describe('predictWorkload', () => {
  it('keeps its figures in order, whatever the workload', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        const { cycle, perHour, checkpointShare, cycles } = predictWorkload(workload, constants);
        for (const each of [cycle, ...cycles]) {
          expect(each.dirtyPages).toBeGreaterThanOrEqual(0);
          expect(each.buffersWritten).toBeLessThanOrEqual(each.dirtyAtEnd * (1 + 1e-9));
          expect(each.dirtyPages).toBeCloseTo(each.heapPages + each.indexPages, 5);
          expect(each.walBytes).toBeCloseTo(each.wal.images + each.wal.changes + each.wal.commits, 3);
          expect(each.writeSeconds).toBeLessThanOrEqual(plateauSeconds(workload) * (1 + 1e-9));
          expect(each.seconds).toBeLessThanOrEqual(workload.checkpointTimeoutSeconds);
        }
        expect(checkpointShare).toBeLessThanOrEqual(1);
        expect(Object.values(perHour).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('says the same again', () => {
    expect(predict({ distribution: 'zipf' })).toEqual(predict({ distribution: 'zipf' }));
  });

  it('never has less to do with more updates', () => {
    fc.assert(
      fc.property(workloads, fc.double({ min: 1, max: 3, noNaN: true }), (any, factor) => {
        // Rows that move are left out: with more updates vacuum comes more often, and hot rows may move less.
        const workload = { ...any, roomShare: 0 };
        const { cycle } = predictWorkload(workload, constants);
        const more = predictWorkload(
          { ...workload, updatesPerSecond: workload.updatesPerSecond * factor },
          constants,
        );
        // A cycle that WAL cuts short holds less.
        if (cycle.cause === 'wal' || more.cycle.cause === 'wal') return;
        expect(more.cycle.dirtyPages).toBeGreaterThanOrEqual(cycle.dirtyPages * 0.999);
        expect(more.perHour.rows).toBeGreaterThanOrEqual(
          0.999 * predictWorkload(workload, constants).perHour.rows,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('changes more pages with each index, and none of them where no indexed column changes', () => {
    const pages = (movingIndexes: number): number =>
      predict({ movingIndexes, roomShare: 1 }).cycle.dirtyPages;
    expect(pages(1)).toBeGreaterThan(pages(0));
    expect(pages(2)).toBeGreaterThan(pages(1));
    const hot = predict({ movingIndexes: 0, roomShare: 1, createsPerHour: 0 });
    expect(hot.cycle.indexPages).toBe(0);
  });

  it('ranks the strategies of the incident as they were measured', () => {
    const [direct, hybrid, split] = MODEL_STRATEGIES.map((strategy) => predict({ strategy }).perHour);
    expect(hybrid!.buffersWritten).toBeLessThan(direct!.buffersWritten);
    expect(split!.buffersWritten).toBeLessThan(0.05 * direct!.buffersWritten);
    expect(split!.walBytes).toBeLessThan(0.1 * hybrid!.walBytes);
    expect(hybrid!.statements).toBeLessThan(0.01 * direct!.statements);
  });

  it('writes what the seed is known to write', () => {
    const direct = predictWorkload(seed, constants);
    expect(direct.perHour.statements).toBeCloseTo(620, 0);
    const hybrid = predictWorkload({ ...seed, strategy: 'hybrid' }, constants);
    expect(hybrid.perHour.statements).toBeCloseTo(12 + 20, 0);
    expect(hybrid.perHour.checkpoints).toBeCloseTo(12, 5);
  });

  it('has no full-page images where they are off', () => {
    const { cycle } = predict({ fullPageWrites: false });
    expect(cycle.fullPageImages).toBe(0);
    expect(cycle.wal.images).toBe(0);
  });

  it('divides images by the compression ratio, and nothing else', () => {
    const [raw, compressed] = [predict().cycle.wal, predict({ compressionRatio: 2 }).cycle.wal];
    expect(compressed.images).toBeCloseTo(raw.images / 2, 0);
    expect(compressed.changes).toBe(raw.changes);
  });
});

describe('simulateCycles', () => {
  const settled = (changes: Partial<Workload>, cycles = 40) =>
    simulateCycles({ ...incident, ...changes }, constants, { cycles });

  it('writes at the pace of the rule', () => {
    for (const cycle of settled({ updatedRows: 50 })) {
      expect(cycle.writeSeconds).toBeCloseTo(predictWriteSeconds(cycle.buffersWritten, incident), 9);
    }
  });

  it('is forced by WAL where there is much of it, sooner the less is allowed', () => {
    const [small, large] = [64, 128].map((megabytes) =>
      settled({ updatesPerSecond: 2_000, updatedRows: 100_000, maxWalSizeBytes: megabytes * 1024 ** 2 }).at(
        -1,
      )!,
    );
    expect(small!.cause).toBe('wal');
    expect(small!.seconds).toBeLessThan(large!.seconds);
    expect(large!.seconds).toBeLessThan(300);
  });

  it('skips a checkpoint where nothing was written since the last one ended', () => {
    const cycles = settled({
      strategy: 'hybrid',
      updatedRows: 50,
      updatesPerSecond: 0.1,
      createsPerHour: 0,
      syncIntervalSeconds: 3_600,
    });
    const written = cycles.filter(({ skipped }) => !skipped);
    expect(written.length).toBeGreaterThan(0);
    expect(written.length).toBeLessThan(cycles.length / 6);
    for (const cycle of cycles.filter(({ skipped }) => skipped)) expect(cycle.writeSeconds).toBe(0);
  });

  it('skips none while new rows come', () => {
    const cycles = settled({ strategy: 'hybrid', syncIntervalSeconds: 3_600, createsPerHour: 24 });
    expect(cycles.every(({ skipped }) => !skipped)).toBe(true);
  });

  it('leaves to the next checkpoint less than was changed, as the running one takes part of it along', () => {
    // One flush in the middle of each cycle: what was written before it is dirty again, what comes after it is not.
    const cycles = settled({ strategy: 'hybrid', sharedBuffersPages: 1e7, roomShare: 1 });
    expect(cycles[0]!.dirtyAtEnd).toBeCloseTo(cycles[0]!.dirtyPages, 5);
    expect(cycles[1]!.dirtyAtEnd).toBeLessThan(0.7 * cycles[1]!.dirtyPages);
    expect(cycles.at(-1)!.dirtyAtEnd).toBeGreaterThan(cycles[1]!.dirtyAtEnd);
    expect(cycles.at(-1)!.dirtyAtEnd).toBeLessThan(0.85 * cycles.at(-1)!.dirtyPages);
  });

  it('goes on as it would have once a whole period of syncs and cycles is alike', () => {
    const changes = { strategy: 'hybrid', syncIntervalSeconds: 400, distribution: 'zipf' } as const;
    const long = settled(changes, 288);
    const flushed = long.map(({ statements }) => Math.round(statements));
    // Three syncs in four cycles, whichever of them are computed.
    for (let n = 100; n < 280; n++) expect(flushed[n]).toBe(flushed[n + 4]);
    expect(long.at(-1)!.startsAtSecond).toBe(287 * 300);
    expect(long[40]!.buffersWritten / long[280]!.buffersWritten).toBeCloseTo(1, 1);
  });

  it('writes no more than shared_buffers can hold', () => {
    const { buffersWritten, dirtyAtEnd } = settled({ updatedRows: 200_000, updatesPerSecond: 400 }).at(-1)!;
    expect(buffersWritten).toBeLessThan(incident.sharedBuffersPages);
    expect(buffersWritten).toBeLessThan(dirtyAtEnd);
  });
});
