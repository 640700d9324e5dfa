import { describe, expect, it } from 'vitest';
import { createChartRows } from '../../../app/_components/overview/charts/chartRows.ts';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { checkpointOf } from '../../support/serverRig.ts';

const rowsOf = (...checkpoints: Partial<CheckpointRecord>[]) =>
  createChartRows({
    samples: [0, 10_000, 20_000].map((at) => ({ at, values: {} })),
    widthMs: 10_000,
    timeScale: 1,
    checkpoints: checkpoints.map(checkpointOf),
  });
const predicted = (buffers: number, writeSeconds: number) =>
  ({ buffers, writeSeconds, dirtyPages: null, source: 'buffercache' }) as const;

it('a rate is of the time scale at which its sample was taken', () => {
  const samples = [10, 10, 60, 60].map((timeScale, i) => ({
    at: i * 10_000,
    values: { timeScale, walBytesTotal: 10_000 * i },
  }));
  const rows = createChartRows({ samples, widthMs: 10_000, timeScale: 60, checkpoints: [] });
  // 1,000 bytes a second of wall time.
  expect(rows.map(({ wal }) => wal)).toEqual([null, 360_000, 60_000, 60_000]);
});

it('pages are counted by who wrote them, and what is not counted apart is not known', () => {
  const samples = [0, 1, 2].map((i) => ({
    at: i * 10_000,
    values: {
      'pages.checkpointer.Total': 100 * i,
      'pages.backends.Total': 50 * i,
      'pages.vacuum.Total': null,
    },
  }));
  const rows = createChartRows({ samples, widthMs: 10_000, timeScale: 10, checkpoints: [] });
  expect(rows[2]).toMatchObject({ checkpointerPages: 3_600, backendsPages: 1_800, vacuumPages: null });
});

describe('checkpoints in the rows', () => {
  it('are in the bucket in which they ended, with what was predicted of them', () => {
    const [before, row] = rowsOf({ endedAt: 14_000, buffers: 45, predicted: predicted(40, 4) });
    expect(before).toMatchObject({ pages: null, predictedPages: null });
    expect(row).toMatchObject({ pages: 45, seconds: 4.5, predictedPages: 40, predictedSeconds: 4 });
  });

  it('are the largest and the longest of a bucket, each with its own prediction', () => {
    const [, row] = rowsOf(
      { endedAt: 11_000, buffers: 500, writeSeconds: 1, predicted: predicted(501, 2) },
      { endedAt: 12_000, buffers: 20, writeSeconds: 9, predicted: predicted(21, 8) },
      { endedAt: 13_000, buffers: 10, writeSeconds: 0.5, predicted: predicted(900, 90) },
    );
    expect(row).toMatchObject({ pages: 500, predictedPages: 501, seconds: 9, predictedSeconds: 8 });
  });

  it('have no prediction where several are summed, and no mark where they were skipped', () => {
    const [first, second] = rowsOf(
      { endedAt: 1_000, merged: 2, predicted: predicted(40, 4) },
      { endedAt: 11_000, skipped: true, buffers: 0 },
    );
    expect(first).toMatchObject({ pages: 45, predictedPages: null, predictedSeconds: null });
    expect(second).toMatchObject({ pages: null, seconds: null });
  });

  it('get a row where no sample is near, as samples are kept for a shorter time', () => {
    const rows = rowsOf({ endedAt: -500_000, buffers: 7 }, { endedAt: 15_000, buffers: 8 });
    expect(rows.map(({ at, pages }) => [at, pages])).toEqual([
      [-500_000, 7],
      [0, null],
      [10_000, 8],
      [20_000, null],
    ]);
  });
});
