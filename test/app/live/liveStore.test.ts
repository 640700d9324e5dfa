import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveStore } from '../../../app/_components/live/liveStore.ts';
import { NO_EVENTS } from '../../../app/_components/live/mergeEvents.ts';
import type { LiveTick, Overview } from '../../../server/types.ts';

const T0 = 1_700_000_000_000;
const overviewAt = (seconds: number): Overview => ({ at: T0 + seconds * 1_000 }) as unknown as Overview;

/** A tick of that second, with the samples of these. */
const tick = (at: number, ...seconds: number[]): LiveTick => ({
  overview: overviewAt(at),
  samples: seconds.map((second) => ({ at: T0 + second * 1_000, values: {} })),
  events: NO_EVENTS,
  missed: false,
});
const secondsOf = (store: LiveStore): number[] => store.read().samples.map(({ at }) => (at - T0) / 1_000);
const shownAt = (store: LiveStore): number => (store.read().shown!.at - T0) / 1_000;

describe('what streams in', () => {
  it('has every sample once and in order, also those that a poll has overtaken', () => {
    const store = new LiveStore(overviewAt(0));
    store.push(tick(1, 1));
    store.push(tick(9, 9));
    store.push(tick(10, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    expect(secondsOf(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is not taken back by an answer that was slow', () => {
    const store = new LiveStore(overviewAt(0));
    store.push(tick(9, 9));
    store.push(tick(7, 7));
    expect(shownAt(store)).toBe(9);
    expect(secondsOf(store)).toEqual([7, 9]);
  });

  it("goes on where the server's clock was set back", () => {
    const store = new LiveStore(overviewAt(7_200));
    store.push(tick(3_600, 3_600));
    expect(shownAt(store)).toBe(3_600);
  });

  it('is kept for 20 minutes', () => {
    const store = new LiveStore(overviewAt(0));
    store.push(tick(1, 1));
    store.push(tick(1_200, 1_200));
    store.push(tick(1_202, 1_202));
    expect(secondsOf(store)).toEqual([1_200, 1_202]);
  });
});

describe("the server's clock against this machine's", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  /** A delivery: sent at a second of the server's clock, which is an hour behind, and this long under way. */
  const deliver = (store: LiveStore, sent: number, delayMs: number): void => {
    vi.setSystemTime(T0 + sent * 1_000 + 3_600_000 + delayMs);
    store.push(tick(sent, sent));
  };

  it('is known by the quickest of the last ten deliveries: one that was held up is old, not late', () => {
    const store = new LiveStore(null);
    deliver(store, 1, 40);
    deliver(store, 2, 2_500);
    expect(store.read().clockOffsetMs).toBe(3_600_040);
    for (let sent = 3; sent < 13; sent++) deliver(store, sent, 90);
    expect(store.read().clockOffsetMs).toBe(3_600_090);
  });
});

describe('while paused', () => {
  it('nothing that is shown moves; new points are counted, each once; resumed, all of it is there', () => {
    const store = new LiveStore(overviewAt(0));
    store.push(tick(1, 1));
    store.setPaused(true);
    store.push(tick(2, 2));
    store.push(tick(3, 2, 3));
    expect(secondsOf(store)).toEqual([1]);
    expect(shownAt(store)).toBe(1);
    expect(store.read()).toMatchObject({ newPoints: 2, overview: overviewAt(3) });
    store.setPaused(false);
    expect(secondsOf(store)).toEqual([1, 2, 3]);
    expect(store.read()).toMatchObject({ newPoints: 0, shown: overviewAt(3) });
  });
});

describe('silence', () => {
  it('is reported until something is heard again', () => {
    const store = new LiveStore(overviewAt(0));
    let calls = 0;
    store.subscribe(() => calls++);
    store.setSilentSince(T0);
    store.setSilentSince(T0);
    expect(store.read().silentSince).toBe(T0);
    expect(calls).toBe(1);
    store.push(tick(1, 1));
    expect(store.read().silentSince).toBeNull();
  });
});
