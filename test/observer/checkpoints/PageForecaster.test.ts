import { beforeEach, describe, expect, it } from 'vitest';
import { ownPages } from '../../../model/ownPages.ts';
import { replayWriteSeconds } from '../../../model/pacing.ts';
import { type FillSample, PageForecaster } from '../../../observer/checkpoints/PageForecaster.ts';
import { MB } from './samples.ts';
import { SETTINGS, T0 } from './simulatedServer.ts';

const CYCLE_MS = SETTINGS.checkpointTimeoutSeconds * 1_000;
let forecaster: PageForecaster;
beforeEach(() => {
  forecaster = new PageForecaster();
});

const fill = (at: number, own: Partial<FillSample> = {}): FillSample => ({
  at: T0 + at,
  walLsn: 10 * MB,
  redoLsn: 9 * MB,
  checkpointLsn: 9 * MB,
  dirtyBuffers: 0,
  othersPages: null,
  isCheckpointing: false,
  ...own,
});

/** Polls each half second from one moment to another of the cycle that began at `cycle`. */
function watch(
  cycle: number,
  [from, to]: readonly [number, number],
  read: (second: number) => Partial<FillSample>,
): void {
  for (let second = from; second <= to; second += 0.5) {
    const at = cycle + second * 1_000;
    forecaster.push(fill(at, read(second)), (at - cycle) / CYCLE_MS);
  }
}

describe('the next checkpoint', () => {
  it('is not expected before anything was seen', () => {
    expect(forecaster.predictNext(T0, SETTINGS)).toBeNull();
    forecaster.push(fill(1_000, { dirtyBuffers: null }), 0.03);
    expect(forecaster.predictNext(T0, SETTINGS)).toBeNull();
  });

  it('comes when it is due, with the pages that the slope of the last seconds brings', () => {
    watch(0, [0, 10], (second) => ({ dirtyBuffers: second * 5, walLsn: 10 * MB + second * 100_000 }));
    const next = forecaster.predictNext(T0, SETTINGS)!;
    expect(next).toMatchObject({
      madeAt: T0 + 10_000,
      startsAt: T0 + 30_000,
      cause: 'time',
      skipped: false,
      buffers: 150,
    });
    expect(next.writeSeconds).toBeCloseTo(replayWriteSeconds({ buffers: 150, settings: SETTINGS }), 3);
  });

  it('takes what is still to come from the cycle before, which levels off', () => {
    const level = (second: number) => ({
      dirtyBuffers: Math.min(100, second * 20),
      walLsn: 10 * MB + second,
    });
    watch(0, [0, 29.5], level);
    forecaster.startCycle();
    watch(CYCLE_MS, [0, 3], level);
    expect(forecaster.predictNext(T0 + CYCLE_MS, SETTINGS)!.buffers).toBe(100);
  });

  it('cannot have more pages than shared buffers, nor fewer than none', () => {
    watch(0, [0, 5], (second) => ({ dirtyBuffers: second * 3_000, walLsn: 10 * MB + second }));
    expect(forecaster.predictNext(T0, SETTINGS)!.buffers).toBe(SETTINGS.sharedBuffersPages);
    forecaster.reset();
    watch(0, [0, 5], (second) => ({ dirtyBuffers: 500 - second * 100, walLsn: 10 * MB + second }));
    expect(forecaster.predictNext(T0, SETTINGS)!.buffers).toBe(0);
  });

  it('has at least what is dirty now, though the cycle before fell: only a running one takes pages away', () => {
    watch(0, [0, 29.5], (second) => ({ dirtyBuffers: 300 - second * 10, walLsn: 10 * MB + second }));
    forecaster.startCycle();
    watch(CYCLE_MS, [0, 3], () => ({ dirtyBuffers: 61, walLsn: 11 * MB }));
    expect(forecaster.predictNext(T0 + CYCLE_MS, SETTINGS)!.buffers).toBe(61);
    watch(CYCLE_MS, [3.5, 5], () => ({ dirtyBuffers: 261, walLsn: 11 * MB, isCheckpointing: true }));
    expect(forecaster.predictNext(T0 + CYCLE_MS, SETTINGS)!.buffers).toBeLessThan(61);
  });

  it('grows from the last count on, not from the last poll', () => {
    watch(0, [0, 10], (second) => ({
      dirtyBuffers: second % 5 === 0 ? second * 5 : null,
      walLsn: 10 * MB + second,
    }));
    forecaster.push(fill(14_000, { dirtyBuffers: null, walLsn: 11 * MB }), 0.47);
    expect(forecaster.predictNext(T0, SETTINGS)!.buffers).toBe(150);
  });

  it('is forced by WAL where that is sooner', () => {
    // 33 segments from redo's: 528 MB, of which 518 are left at 100 MB/s.
    watch(0, [0, 2], (second) => ({ walLsn: (10 + second * 100) * MB, redoLsn: 0 }));
    const next = forecaster.predictNext(T0, SETTINGS)!;
    expect(next.cause).toBe('wal');
    expect(next.startsAt - T0).toBeCloseTo(5_180, 0);
    expect(forecaster.walBytesPerSecond).toBe(100 * MB);
  });

  it('is skipped where nothing was written since the last one', () => {
    watch(0, [0, 5], () => ({ walLsn: 9 * MB + 176, dirtyBuffers: 7 }));
    expect(forecaster.predictNext(T0, SETTINGS)).toMatchObject({
      skipped: true,
      buffers: 0,
      writeSeconds: 0,
    });
    watch(0, [5.5, 6], () => ({ walLsn: 9 * MB + 5_000, dirtyBuffers: 7 }));
    expect(forecaster.predictNext(T0, SETTINGS)).toMatchObject({ skipped: false });
  });

  it('is skipped also where WAL was written shortly before: only what comes after the last record counts', () => {
    watch(0, [20, 27], (second) => ({ walLsn: 8 * MB + second * 10_000, dirtyBuffers: 7 }));
    watch(0, [27.5, 28], () => ({ walLsn: 9 * MB + 120, dirtyBuffers: 7 }));
    expect(forecaster.walBytesPerSecond).toBeGreaterThan(0);
    expect(forecaster.predictNext(T0, SETTINGS)).toMatchObject({ skipped: true, buffers: 0 });
  });

  it('is not skipped where the cycle before had pages come in the part that is still ahead', () => {
    watch(0, [0, 29.5], (second) => ({ walLsn: 9 * MB + 5_000, dirtyBuffers: second < 15 ? 7 : 900 }));
    forecaster.startCycle();
    const idle = () => ({ walLsn: 9 * MB + 120, dirtyBuffers: 7 });
    watch(CYCLE_MS, [0, 5], idle);
    expect(forecaster.predictNext(T0 + CYCLE_MS, SETTINGS)).toMatchObject({ skipped: false, buffers: 900 });
    watch(CYCLE_MS, [5.5, 20], idle);
    expect(forecaster.predictNext(T0 + CYCLE_MS, SETTINGS)).toMatchObject({ skipped: true });
  });

  it('writes itself what others do not write first, as they did while the last one ran', () => {
    const full = () => ({ dirtyBuffers: 10_000, walLsn: 10 * MB });
    watch(0, [0, 10], full);
    forecaster.record({ buffers: 900, writeSeconds: 20, dirtyPages: 9_000 });
    const buffers = ownPages({ dirtyPages: 8_000, turnover: 1 });
    forecaster.record({ buffers, writeSeconds: 25, dirtyPages: 8_000 });
    expect(forecaster.turnoverPerSecond).toBeCloseTo(0.04, 9);
    const prediction = forecaster.predictStart(T0 + 10_000, SETTINGS)!;
    const turnover = 0.04 * prediction.writeSeconds;
    expect(prediction.dirtyPages).toBe(10_000);
    expect(prediction.buffers).toBeCloseTo((10_000 * (1 - Math.exp(-turnover))) / turnover, -1);
    expect(prediction.writeSeconds).toBeCloseTo(
      replayWriteSeconds({ buffers: 10_000, settings: SETTINGS }),
      6,
    );
  });

  it('expects others to write the same share of few dirty pages as of many', () => {
    watch(0, [0, 9.5], () => ({ dirtyBuffers: 10_000 }));
    const buffers = ownPages({ dirtyPages: 10_000, turnover: 0.5 });
    forecaster.record({ buffers, writeSeconds: 25, dirtyPages: 10_000 });
    watch(0, [10, 20], () => ({ dirtyBuffers: 200 }));
    const prediction = forecaster.predictStart(T0 + 20_000, SETTINGS)!;
    const turnover = 0.02 * prediction.writeSeconds;
    expect(prediction.buffers).toBe(Math.round((200 * (1 - Math.exp(-turnover))) / turnover));
  });

  it('leaves others no more than they wrote in the whole cycle before, once the load has changed', () => {
    const busy = (second: number) => ({ dirtyBuffers: 10_000, othersPages: second * 5_000 });
    watch(0, [0, 29.5], busy);
    forecaster.startCycle();
    const buffers = ownPages({ dirtyPages: 10_000, turnover: 0.5 });
    forecaster.record({ buffers, writeSeconds: 25, dirtyPages: 10_000 });
    // They write as before: 5,000 pages a second are more than the 2 % of 10,000.
    watch(CYCLE_MS, [0, 29.5], (second) => busy(30 + second));
    forecaster.startCycle();
    expect(forecaster.turnoverPerSecond).toBeCloseTo(0.02, 9);
    // From here on nobody writes but the checkpointer.
    watch(2 * CYCLE_MS, [0, 29.5], () => ({ dirtyBuffers: 200, othersPages: 297_500 }));
    expect(forecaster.turnoverPerSecond).toBeCloseTo(0.02, 9);
    forecaster.startCycle();
    expect(forecaster.turnoverPerSecond).toBe(0);
    expect(forecaster.predictStart(T0 + 2 * CYCLE_MS + 29_500, SETTINGS)!.buffers).toBe(200);
    // Counters that were reset say nothing.
    watch(3 * CYCLE_MS, [0, 29.5], () => ({ dirtyBuffers: 200, othersPages: 10 }));
    forecaster.startCycle();
    expect(forecaster.turnoverPerSecond).toBeCloseTo(0.02, 9);
  });

  it('is due at once where it is late, and on the next tick where it must have been skipped', () => {
    forecaster.push(fill(32_000), 1.07);
    expect(forecaster.predictNext(T0, SETTINGS)!.startsAt).toBe(T0 + 32_000);
    forecaster.push(fill(34_000), 1.13);
    expect(forecaster.predictNext(T0, SETTINGS)!.startsAt).toBe(T0 + 60_000);
  });

  it('has as many pages as the last one where dirty pages cannot be counted', () => {
    forecaster.record({ buffers: 77, writeSeconds: 7.7, dirtyPages: null });
    forecaster.push(fill(1_000, { dirtyBuffers: null }), 0.03);
    expect(forecaster.predictNext(T0, SETTINGS)!.buffers).toBe(77);
  });
});

describe('a checkpoint that begins', () => {
  it('has the pages counted just before, carried on to its start', () => {
    watch(0, [0, 10], (second) => ({ dirtyBuffers: second * 10 }));
    forecaster.push(fill(10_400, { dirtyBuffers: 3 }), 0.4);
    const prediction = forecaster.predictStart(T0 + 10_300, SETTINGS)!;
    expect(prediction).toMatchObject({ buffers: 103, source: 'buffercache' });
    expect(prediction.writeSeconds).toBeCloseTo(
      replayWriteSeconds({ buffers: 103, settings: SETTINGS, startFraction: 0.3 }),
      6,
    );
  });

  it('has as many as the last one, or none is expected', () => {
    forecaster.push(fill(1_000, { dirtyBuffers: null }), 0.03);
    expect(forecaster.predictStart(T0 + 1_000, SETTINGS)).toBeNull();
    forecaster.record({ buffers: 40, writeSeconds: 4, dirtyPages: null });
    expect(forecaster.predictStart(T0 + 1_000, SETTINGS)).toMatchObject({ buffers: 40, source: 'last' });
  });

  it('is written faster where WAL leads', () => {
    watch(0, [0, 2], (second) => ({ walLsn: second * 100 * MB, dirtyBuffers: 10_000 }));
    // Half of 528 MB is written in 2.6 s: far less than 27 s are left.
    expect(forecaster.predictStart(T0 + 2_000, SETTINGS)!.writeSeconds).toBeLessThan(6);
  });
});

describe('what disturbs', () => {
  it('a clock that was set back begins the series again', () => {
    watch(600_000, [0, 5], (second) => ({ walLsn: 10 * MB + second * 1_000 }));
    watch(0, [0, 5], (second) => ({ walLsn: 11 * MB + second * 2_000 }));
    expect(forecaster.walBytesPerSecond).toBe(2_000);
  });

  it('a right or an extension that came in between is no growth', () => {
    watch(0, [0, 5], () => ({ dirtyBuffers: null, walLsn: 20 * MB }));
    watch(0, [5.5, 6], () => ({ dirtyBuffers: 4_000, walLsn: 20 * MB }));
    expect(forecaster.predictNext(T0, SETTINGS)!.buffers).toBe(4_000);
    expect(forecaster.predictStart(T0 + 6_000, SETTINGS)!.buffers).toBe(4_000);
  });

  it('only the last ten seconds count', () => {
    watch(0, [0, 60], (second) => ({ walLsn: second < 40 ? 0 : (second - 40) * 1_000 }));
    expect(forecaster.walBytesPerSecond).toBe(1_000);
  });
});
