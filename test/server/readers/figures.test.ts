import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schedulesKey, SYNC_QUEUE } from '../../../redis/keys.ts';
import type { LiveState } from '../../../redis/liveState.ts';
import { type Figure, valueOf } from '../../../domain/figure.ts';
import type { FigureWindow } from '../../../domain/figureWindow.ts';
import type { Figures } from '../../../domain/figures.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import { createServerRig, type ServerRig, tellLiveState } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.reset();
  await tellLiveState(rig);
});

const now = (): number => Math.floor(Date.now() / 1_000) * 1_000;

/** One sample every five seconds of the last `seconds`; `values` by seconds since the first. Returns the last one's time. */
async function fill(
  seconds: number,
  values: (elapsed: number) => Record<string, number | null>,
): Promise<number> {
  const begin = now() - seconds * 1_000;
  for (let elapsed = 0; elapsed <= seconds; elapsed += 5) {
    await rig.services.history.appendSample({ at: begin + elapsed * 1_000, values: values(elapsed) });
  }
  return begin + seconds * 1_000;
}

const rising = (elapsed: number) => ({
  'statements.RedisSyncJob.Total': elapsed,
  'statements.NewTokenHandler.Total': elapsed / 5,
  walBytesTotal: 1_000 * elapsed,
  checkpointSecondsTotal: 0.5 * elapsed,
  'pages.checkpointer.Total': 10 * elapsed,
  'pages.bgwriter.Total': 20 * elapsed,
  'pages.backends.Total': 30 * elapsed,
  rowsWrittenTotal: 4 * elapsed,
  'latencyCount.market.Total': elapsed,
  'latencySeconds.market.Total': 3 * elapsed,
});

/** A checkpoint_timeout of 30 s, as long as a sync interval at ten times real time. */
const SEEN = {
  at: Date.now(),
  status: { connected: true, since: 0 },
  missing: [],
  settings: { checkpointTimeoutSeconds: 30 },
  running: null,
  next: null,
};
const report = (own: Partial<LiveState> = {}) => tellLiveState(rig, { view: SEEN, ...own });
const addSwitch = (at: number, strategy: StrategyName, before: StrategyName) =>
  rig.services.history.appendEvent('marks', { at, value: { kind: 'strategy', strategy, before, epoch: 2 } });
async function readFigures(): Promise<Figures> {
  const { figures } = await rig.caller.overview.read();
  return figures!;
}
const spanOf = (figure: Figure): number =>
  figure !== null && 'window' in figure ? (figure.window.to - figure.window.from) / 1_000 : 0;

describe('figures', () => {
  beforeEach(() => rig.setStrategy('direct'));

  test('are rates per workload hour, shares of wall time, and means, each with its window', async () => {
    const to = await fill(420, rising);
    await report();
    const figures = await readFigures();
    // A workload hour.
    const window = { from: to - 360_000, to };
    // 1.2 statements a second of wall time, ten times slower in workload time.
    expect(figures.writesPerHour).toEqual({ value: expect.closeTo(1.2 * 360), window });
    expect(figures.walBytesPerHour).toEqual({ value: expect.closeTo(360_000), window });
    expect(figures.rowsPerHour).toEqual({ value: expect.closeTo(4 * 360), window });
    expect(figures.walBytesPerRow).toEqual({ value: expect.closeTo(250), window });
    expect(figures.checkpointShare).toEqual({ value: expect.closeTo(0.5), window });
    expect(figures.latencySeconds).toEqual({
      market: { value: 3, window },
      create: null,
      pool: null,
      score: null,
    });
    expect(figures.checkpointSecondsPerHour).toBeNull();
    expect(figures.fullPageImagesPerHour).toBeNull();
  });

  test('say who wrote pages, and leave out what the server does not count apart', async () => {
    await fill(300, rising);
    await report();
    const { pagesWrittenPerHour, pagesWrittenBy } = await readFigures();
    expect(valueOf(pagesWrittenPerHour)).toBeCloseTo(60 * 360);
    expect(valueOf(pagesWrittenBy.checkpointer)).toBeCloseTo(10 * 360);
    expect(valueOf(pagesWrittenBy.backends)).toBeCloseTo(30 * 360);
    expect(pagesWrittenBy.vacuum).toBeNull();
  });

  test('give what a checkpoint has as the mean of those that were made in the window', async () => {
    const to = await fill(420, rising);
    await report();
    const add = (at: number, own: object) =>
      rig.services.history.appendEvent('checkpoints', {
        at,
        value: { startedAt: at, endedAt: at + 30_000, skipped: false, merged: 1, ...own },
      });
    await add(to - 400_000, { buffers: 9_999, writeSeconds: 99 });
    await add(to - 300_000, { buffers: 100, writeSeconds: 10 });
    await add(to - 270_000, { buffers: null, writeSeconds: null, skipped: true });
    await add(to - 240_000, { buffers: 500, writeSeconds: 47, merged: 2 });
    await add(to - 20_000, { buffers: 9_999, writeSeconds: 99 });
    const { pagesPerCheckpoint, secondsPerCheckpoint } = await readFigures();
    expect(pagesPerCheckpoint).toEqual({ value: 200, window: { from: to - 360_000, to } });
    expect(valueOf(secondsPerCheckpoint)).toBe(19);
  });

  test('begin once the strategy is steady: what a switch drains counts to none', async () => {
    const to = await fill(300, (elapsed) => ({
      ...rising(elapsed),
      'statements.RedisSyncJob.Total': elapsed < 200 ? 100 * elapsed : 20_000,
    }));
    await addSwitch(to - 150_000, 'direct', 'hybrid');
    await report({ steadySince: to - 100_000 });
    const { writesPerHour, walBytesPerHour, latencySeconds } = await readFigures();
    expect(writesPerHour).toEqual({
      value: expect.closeTo(0.2 * 360),
      window: { from: to - 90_000, to },
    });
    expect(spanOf(latencySeconds['market']!)).toBe(90);
    // Pages from before are written until the second checkpoint begins, a minute at the most.
    expect(walBytesPerHour).toEqual({ value: expect.closeTo(360_000), window: { from: to - 30_000, to } });
  });

  test('are collected until there is a whole window, and no number before', async () => {
    const to = await fill(100, rising);
    await report({ steadySince: to - 12_000 });
    const figures = await readFigures();
    expect(figures.writesPerHour).toEqual({ collecting: { haveSeconds: 12, needSeconds: 30 } });
    expect(figures.latencySeconds['market']).toEqual({ collecting: { haveSeconds: 12, needSeconds: 30 } });
    expect(figures.checkpointShare).toEqual({ collecting: { haveSeconds: 12, needSeconds: 90 } });
    await report({ steadySince: null });
    expect((await readFigures()).writesPerHour).toEqual({ collecting: { haveSeconds: 0, needSeconds: 30 } });
    const { measured } = (await rig.caller.overview.scorecard()).find(({ id }) => id === 'writes-per-hour')!;
    expect(measured).toBe('collecting, 0 of 30 s');
  });

  test('under a buffer hold whole syncs, the same number at any moment', async () => {
    await rig.setStrategy('hybrid');
    const begin = now() - 300_000;
    const syncs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => begin + 7_000 + i * 30_000);
    for (let at = begin; at <= begin + 300_000; at += 1_000) {
      const done = syncs.filter((sync) => sync <= at).length;
      await rig.services.history.appendSample({ at, values: { 'statements.RedisSyncJob.Total': 80 * done } });
    }
    for (const at of syncs) await rig.services.history.appendEvent('syncs', { at, value: { seconds: 0 } });
    for (const seconds of [200, 210, 223]) {
      await report({ steadySince: begin + (300 - seconds) * 1_000 });
      const { writesPerHour } = await readFigures();
      expect(valueOf(writesPerHour)).toBeCloseTo(80 * 12);
      expect(spanOf(writesPerHour) % 30).toBe(0);
    }
  });

  test('keep to the schedule of the syncs, however long one of them takes', async () => {
    await rig.setStrategy('hybrid');
    const to = await fill(420, rising);
    await report();
    const nextAt = to + 10_000;
    await rig.redis.zadd(schedulesKey(SYNC_QUEUE), nextAt, SYNC_QUEUE);
    for (const late of [0, 4_000, 14_000]) {
      await rig.services.history.appendEvent('syncs', { at: nextAt - 30_000 + late, value: { seconds: 1 } });
      const { window } = (await readFigures()).writesPerHour as { readonly window: FigureWindow };
      // Halfway between the last sync and the next.
      expect(window.to).toBe(nextAt - 15_000);
    }
  });

  test('count no fall of a counter, and nothing across one', async () => {
    await fill(300, (elapsed) => ({ walBytesTotal: elapsed < 150 ? 1e9 + elapsed : elapsed - 150 }));
    await report();
    expect(valueOf((await readFigures()).walBytesPerHour)! / 360).toBeCloseTo(1, 0);
  });

  test('are of the time in which they are known', async () => {
    const to = await fill(420, (elapsed) => ({ walBytesTotal: elapsed > 300 ? null : 1_000 * elapsed }));
    await report();
    const { walBytesPerHour } = await readFigures();
    expect(valueOf(walBytesPerHour)).toBeCloseTo(360_000);
    // To the last of ten seconds whose end is known.
    const { window } = walBytesPerHour as { readonly window: FigureWindow };
    expect(window.from).toBe(to - 360_000);
    expect(to - 120_000 - window.to).toBeLessThanOrEqual(10_000);
    expect(window.to).toBeLessThanOrEqual(to - 120_000);
  });

  test('are null without a history', async () => {
    const { figures, sample } = await rig.caller.overview.read();
    expect(figures?.writesPerHour ?? null).toBeNull();
    expect(sample).toBeNull();
  });
});

test('samples come with the width of their buckets', async () => {
  const to = await fill(300, rising);
  const fine = await rig.caller.history.samples({ from: to - 100_000, to, points: 2_000 });
  expect(fine.widthMs).toBe(1_000);
  expect(fine.samples).toHaveLength(21);
  expect((await rig.caller.history.samples({ from: to - 300_000, to, points: 10 })).widthMs).toBe(30_000);
});
