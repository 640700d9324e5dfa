import { describe, expect, it } from 'vitest';
import {
  chooseCountWindow,
  chooseCycleWindow,
  chooseWindow,
  cycleUnitMs,
} from '../../domain/figureWindow.ts';

const SECOND = 1_000;
const EACH_SECOND = { at: 0, everyMs: SECOND };
/** Halfway between two syncs, every 30 s. */
const BETWEEN_SYNCS = { at: 15_000, everyMs: 30_000 };
const rule = {
  now: 1_000_000,
  steadySince: 700_000,
  leaveOutMs: 0,
  unitMs: 30_000,
  mostMs: 360_000,
  edges: EACH_SECOND,
};

describe('a window', () => {
  it('begins when the strategy is steady and holds whole units up to now', () => {
    expect(chooseWindow(rule)).toEqual({ window: { from: 700_000, to: 1_000_000 } });
    const later = { ...rule, now: 1_029_900 };
    expect(chooseWindow(later)).toEqual({ window: { from: 729_000, to: 1_029_000 } });
  });

  it('is no longer than it may be, but a unit at least', () => {
    expect(chooseWindow({ ...rule, mostMs: 100_000 })).toEqual({ window: { from: 910_000, to: 1_000_000 } });
    expect(chooseWindow({ ...rule, mostMs: 1_000 })).toEqual({ window: { from: 970_000, to: 1_000_000 } });
  });

  it('is collected until the first unit is whole, counted from when the strategy is steady', () => {
    const at = (seconds: number, own = {}) =>
      chooseWindow({ ...rule, now: 700_000 + seconds * SECOND, ...own });
    expect(at(12)).toEqual({ collecting: { haveSeconds: 12, needSeconds: 30 } });
    expect(at(29.9)).toEqual({ collecting: { haveSeconds: 29, needSeconds: 30 } });
    expect(at(30)).toEqual({ window: { from: 700_000, to: 730_000 } });
    expect(at(50, { leaveOutMs: 25_000 })).toEqual({ collecting: { haveSeconds: 50, needSeconds: 55 } });
    expect(at(12, { steadySince: null })).toEqual({ collecting: { haveSeconds: 0, needSeconds: 30 } });
  });

  it('begins and ends halfway between two syncs, so that it cuts none in two', () => {
    const chosen = (now: number) => chooseWindow({ ...rule, now, edges: BETWEEN_SYNCS });
    expect(chosen(1_000_000)).toEqual({ window: { from: 705_000, to: 975_000 } });
    expect(chosen(1_004_999)).toEqual(chosen(1_000_000));
    expect(chosen(1_005_000)).toEqual({ window: { from: 705_000, to: 1_005_000 } });
    expect(chosen(720_000)).toEqual({ collecting: { haveSeconds: 20, needSeconds: 35 } });
  });
});

describe('after a switch', () => {
  const load = {
    now: 1_000_000,
    steadySince: 700_000,
    syncMs: 30_000,
    syncAt: 995_400,
    turnMs: 30_000,
    mostMs: 360_000,
    samples: EACH_SECOND,
  };
  const direct = { ...load, syncMs: null, syncAt: null };
  const cycles = { checkpointMs: 30_000, startedAt: [690_000, 720_000, 750_000, 780_000] };

  it('statements count from when it is steady, under a buffer from the first whole interval', () => {
    expect(chooseCountWindow(direct)).toEqual({ window: { from: 700_000, to: 1_000_000 } });
    expect(chooseCountWindow(load)).toEqual({ window: { from: 740_000, to: 980_000 } });
    expect(chooseCountWindow({ ...load, now: 712_000, syncAt: null })).toEqual({
      collecting: { haveSeconds: 12, needSeconds: 45 },
    });
  });

  it('pages count from the second checkpoint on, which is the first to write only what it made dirty', () => {
    expect(chooseCycleWindow(direct, cycles)).toEqual({ window: { from: 760_000, to: 1_000_000 } });
    const late = { ...direct, now: 795_000 };
    expect(chooseCycleWindow(late, cycles)).toEqual({ window: { from: 765_000, to: 795_000 } });
    expect(chooseCycleWindow({ ...direct, now: 775_000 }, cycles)).toEqual({
      collecting: { haveSeconds: 75, needSeconds: 80 },
    });
    const unseen = { ...cycles, startedAt: [] };
    expect(chooseCycleWindow({ ...direct, now: 775_000 }, unseen)).toEqual({
      collecting: { haveSeconds: 75, needSeconds: 90 },
    });
  });

  it('under a buffer they count over an even number of cycles', () => {
    const chosen = chooseCycleWindow({ ...load, mostMs: 100_000 }, cycles);
    expect(chosen).toEqual({ window: { from: 920_000, to: 980_000 } });
  });
});

describe('the unit of whole cycles', () => {
  it.each([
    ['checkpoints only', 30, null, 30],
    ['as many syncs as checkpoints: an even number', 30, 30, 60],
    ['about as many', 300, 298, 596],
    ['several syncs in a checkpoint', 90, 30, 90],
    ['several checkpoints between two syncs', 30, 60, 60],
    ['two checkpoints and three syncs', 45, 30, 90],
  ])('%s', (_what, checkpoint, sync, unit) => {
    expect(cycleUnitMs(checkpoint * SECOND, sync === null ? null : sync * SECOND)).toBe(unit * SECOND);
  });

  it('is whole syncs also where no few cycles are in step', () => {
    const unit = cycleUnitMs(100 * SECOND, 61.8 * SECOND);
    expect(unit % (61.8 * SECOND)).toBe(0);
  });
});
