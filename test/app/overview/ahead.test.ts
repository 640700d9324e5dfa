import { describe, expect, it } from 'vitest';
import { createAhead, describeAhead } from '../../../app/_components/overview/charts/ahead.ts';
import { aheadMs } from '../../../app/_components/overview/charts/timeWindow.ts';
import type { ObserverView } from '../../../domain/observerView.ts';
import type { NextCheckpoint, RunningCheckpoint } from '../../../domain/checkpoints.ts';
import { viewOf } from './views.ts';

const NOW = 1_700_000_000_000;
const WINDOW = { from: NOW - 900_000, to: NOW + 72_000 };

const running: RunningCheckpoint = {
  kind: 'checkpoint',
  startedAt: NOW - 10_000,
  cause: 'wal',
  inferred: false,
  joined: false,
  phase: 'writing',
  buffersWritten: 100,
  buffersTotal: 280,
  timeShare: 0.3,
  walShare: 0.1,
  elapsedSeconds: 10,
  predicted: { buffers: 300, writeSeconds: 27, dirtyPages: null, source: 'buffercache' },
  etaSeconds: 17,
};
const next: NextCheckpoint = {
  madeAt: NOW,
  startsAt: NOW + 20_000,
  cause: 'time',
  skipped: false,
  buffers: 45,
  dirtyPages: 45,
  writeSeconds: 4.5,
  inSeconds: 20,
  timeShare: 0.36,
  dirtyBuffers: 30,
};

const view = (own: Partial<ObserverView> = {}): ObserverView => viewOf({ at: NOW, ...own });

describe('what is ahead', () => {
  it('is where it is expected to end', () => {
    const ahead = createAhead(view({ running, next }), NOW, WINDOW);
    expect(ahead.map(({ which, row }) => [which, row])).toEqual([
      // The estimate that the strip shows, not what was counted at its start.
      ['running', { at: NOW + 17_000, beyond: 0, predictedPages: 280, predictedSeconds: 27 }],
      ['next', { at: NOW + 24_500, beyond: 0, predictedPages: 45, predictedSeconds: 4.5 }],
    ]);
  });

  it('is at the edge, in its order, where it ends beyond', () => {
    const window = { from: NOW - 900_000, to: NOW + 21_000 };
    const [first, second] = createAhead(view({ running, next }), NOW, window);
    expect([first!.row['beyond'], second!.row['beyond']]).toEqual([1, 1]);
    expect(first!.row.at).toBeLessThan(second!.row.at);
    expect(second!.row.at).toBeLessThan(window.to);
    expect(second!.endsAt).toBe(NOW + 24_500);
  });

  it('is never a moment that has passed', () => {
    const late = { ...running, startedAt: NOW - 40_000, buffersTotal: null };
    const marks = createAhead(view({ running: late, next: { ...next, startsAt: NOW - 3_000 } }), NOW, WINDOW);
    expect(marks.map(({ startsAt, endsAt }) => Math.max(startsAt, endsAt))).toEqual([NOW, NOW + 4_500]);
    expect(marks.map(describeAhead)).toEqual(['27 s, which have passed', 'next is due, 45 pages in 4.5 s']);
  });

  it('has no figures where the next is to be skipped', () => {
    const [mark] = createAhead(view({ next: { ...next, skipped: true } }), NOW, WINDOW);
    expect(mark!.row).toMatchObject({ predictedPages: null, predictedSeconds: null });
    expect(describeAhead(mark!)).toMatch(/^next at .*, skipped if nothing is written until then$/);
  });

  it.each([
    ['before a worker ran', null, WINDOW],
    ['once the worker is gone', view({ running, next, at: NOW - 4_000 }), WINDOW],
    ['without PostgreSQL', view({ next, status: { connected: false, since: 0, code: '57P01' } }), WINDOW],
    ['in a range that is past', view({ running, next }), { from: NOW - 900_000, to: NOW - 1 }],
    ['of one that was joined while it ran', view({ running: { ...running, predicted: null } }), WINDOW],
    ['of one that starts beyond the range', view({ next }), { from: NOW - 900_000, to: NOW + 19_000 }],
  ])('is nothing %s', (_when, seen, window) => {
    expect(createAhead(seen, NOW, window)).toEqual([]);
  });

  it('is said in words', () => {
    const texts = createAhead(view({ running, next }), NOW, WINDOW).map(describeAhead);
    expect(texts[0]).toMatch(/^280 pages in 27 s, until about \d\d:\d\d:\d\d$/);
    expect(texts[1]).toMatch(/^next at \d\d:\d\d:\d\d, 45 pages in 4.5 s$/);
  });

  it.each([
    ['8 % of a short range', 900_000, 300, 77_000],
    ['two timeouts of a longer one', 3_600_000, 30, 77_000],
    ['2 % of a day', 86_400_000, 300, 1_729_000],
  ])('gets %s, in whole buckets', (_what, spanMs, timeout, room) => {
    expect(aheadMs(spanMs, 7_000, timeout)).toBe(room);
  });
});
