import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { createHistory, type History } from '../../redis/history.ts';
import { type HistoryEvent, type HistorySample } from '../../domain/history.ts';
import { HISTORY_PREFIX, historyIdsKey, historyNamesKey, historyStreamKey } from '../../redis/keys.ts';

import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { groupBy } from '../domain/groupBy.ts';

const T0 = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let databases: TestDatabases;
let redis: RedisClient;
let otherRedis: RedisClient;
let history: History;
let other: History;
beforeAll(async () => {
  databases = await createTestDatabases();
  const connect = (name: string) =>
    createRedisClient({ url: databases.redisUrl, name, onError: () => undefined });
  redis = connect('test');
  otherRedis = connect('other');
  history = createHistory(redis);
  other = createHistory(otherRedis);
});
afterAll(async () => {
  redis.disconnect();
  otherRedis.disconnect();
  await databases.drop();
});
beforeEach(() => redis.flushdb());

const length = (stream: string) => redis.xlen(historyStreamKey(HISTORY_PREFIX, stream));
const second = (s: number, values: HistorySample['values'] = { load: s }): HistorySample => ({
  at: T0 + s * 1_000,
  values,
});
/** From second `s` to second `last`. */
const bucket = (s: number, last: number, values: HistorySample['values']): HistorySample =>
  s === last ? second(s, values) : { ...second(s, values), lastAt: T0 + last * 1_000 };
const readSeconds = (from: number, to: number) =>
  history.readSamples({ from: T0 + from * 1_000, to: T0 + to * 1_000, points: to - from + 1 });
// From long before, so that a bucket is as wide as a decade and the range as good as any.
const readDecades = (from: number, to: number) =>
  history.readSamples({
    from: T0 + (from - 1_000) * 1_000,
    to: T0 + to * 1_000,
    points: Math.floor((to - from + 1_000) / 10) + 1,
  });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const isMeanOf = (value: number | null, values: readonly number[]) =>
  values.length === 0 ? value === null : value !== null && Math.abs(value - mean(values)) < 0.001;

describe('samples', () => {
  it('come back as they were, one per second, oldest first', async () => {
    await history.appendSample({ at: T0 + 250, values: { load: 1.5, walBytesTotal: 10, unknown: null } });
    await history.appendSample(second(1, { load: -2, walBytesTotal: 11, unknown: null }));
    expect(await readSeconds(0, 1)).toEqual([
      { at: T0, values: { load: 1.5, walBytesTotal: 10, unknown: null } },
      { at: T0 + 1_000, values: { load: -2, walBytesTotal: 11, unknown: null } },
    ]);
  });

  it('keep the first of a second, and none from before the newest', async () => {
    await history.appendSample(second(5, { load: 1 }));
    await other.appendSample({ at: T0 + 5_900, values: { load: 2 } });
    await other.appendSample(second(4, { load: 3 }));
    expect(await readSeconds(0, 9)).toEqual([second(5, { load: 1 })]);
  });

  it('round gauges to six digits, never before the point, and leave counters alone', async () => {
    const values = {
      share: 0.123456789,
      bytes: 123_456_789.4,
      msTotal: 123_456.789012345,
      walBytesTotal: 512_345_678_901_234,
      failed: Number.NaN,
      endlessTotal: Number.POSITIVE_INFINITY,
    };
    await history.appendSample(second(0, values));
    expect(await readSeconds(0, 0)).toEqual([
      second(0, { ...values, share: 0.123457, bytes: 123_456_789, failed: null, endlessTotal: null }),
    ]);
  });

  it('may change their names', async () => {
    const samples = [second(0, { a: 1, b: 2 }), second(1, { b: 3, 'c,"é': 4 }), second(2, {})];
    for (const sample of samples) await history.appendSample(sample);
    expect(await readSeconds(0, 2)).toEqual(samples);
    expect(await readDecades(0, 2)).toEqual([bucket(0, 2, { a: 1, b: 2.5, 'c,"é': 4 })]);
  });
});

describe('thinning', () => {
  const step = fc.record({
    worker: fc.nat(1),
    seconds: fc.oneof(
      { weight: 5, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.integer({ min: -15, max: 0 }) },
      { weight: 1, arbitrary: fc.integer({ min: 2, max: 45 }) },
    ),
    load: fc.option(fc.integer({ min: -1_000, max: 1_000 })),
    countTotal: fc.option(fc.nat(1_000_000)),
  });

  it('holds each decade once, whatever the workers, restarts, gaps and clocks that go back (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        await redis.flushdb();
        const kept: { second: number; load: number | null; countTotal: number | null }[] = [];
        let now = 20;
        for (const { worker, seconds, load, countTotal } of steps) {
          now = Math.max(1, now + seconds);
          await createHistory([redis, otherRedis][worker]!).appendSample(second(now, { load, countTotal }));
          if (now > (kept.at(-1)?.second ?? 0)) kept.push({ second: now, load, countTotal });
        }
        const end = (kept.at(-1)?.second ?? 0) + 20;
        expect(await readSeconds(0, end)).toEqual(
          kept.map(({ second: s, load, countTotal }) => second(s, { load, countTotal })),
        );
        const decades = groupBy(kept, (sample) => Math.floor(sample.second / 10));
        const read = await readDecades(0, end);
        expect(read.map((sample) => sample.at)).toEqual(decades.map(([decade]) => T0 + decade * 10_000));
        for (const [i, [, samples]] of decades.entries()) {
          const loads = samples.flatMap((sample) => sample.load ?? []);
          const last = samples.at(-1)!;
          expect(read[i]!.values).toEqual({
            load: expect.toSatisfy((load: number | null) => isMeanOf(load, loads)),
            countTotal: last.countTotal,
          });
          expect(read[i]!.lastAt ?? read[i]!.at).toBe(T0 + last.second * 1_000);
        }
        expect(await length('samples10')).toBe(Math.max(0, decades.length - 1));
      }),
      { numRuns: 100 },
    );
  });

  it('is the same for workers that append at the same time', async () => {
    for (let s = 0; s < 65; s++) {
      await Promise.all([history, other].map((each, i) => each.appendSample(second(s, { load: s + i }))));
    }
    const seconds = await readSeconds(0, 64);
    expect(seconds).toHaveLength(65);
    const decades = await readDecades(0, 64);
    expect(decades).toHaveLength(7);
    for (const [i, decade] of decades.entries()) {
      const loads = seconds.slice(i * 10, i * 10 + 10).map((sample) => sample.values.load!);
      expect(decade.values.load).toBeCloseTo(mean(loads), 4);
    }
    expect(await length('samples10')).toBe(6);
  });

  it('makes up for a decade that a worker could not thin', async () => {
    const broken = new Proxy(redis, {
      get: (target, key) =>
        key === 'xrange'
          ? () => Promise.reject(new Error('the worker stops here'))
          : (Reflect.get(target, key) as unknown),
    });
    await history.appendSample(second(3));
    await history.appendSample(second(4));
    await expect(createHistory(broken).appendSample(second(12))).rejects.toThrow('stops here');
    expect(await length('samples10')).toBe(0);
    await other.appendSample(second(13));
    await other.appendSample(second(20));
    expect(await length('samples10')).toBe(2);
    expect(await readDecades(0, 20)).toEqual([
      bucket(0, 4, { load: 3.5 }),
      bucket(10, 13, { load: 12.5 }),
      second(20, { load: 20 }),
    ]);
  });

  it('keeps the last decade before a pause that outlasts the full resolution', async () => {
    // Whole nodes of 100 entries, so that trimming can take all of them.
    for (let s = 0; s < 300; s++) await history.appendSample(second(s));
    await other.appendSample(second(5 * 3_600));
    expect(await length('samples')).toBe(1);
    const decades = await readDecades(0, 300);
    expect(decades).toHaveLength(30);
    expect(decades.at(-1)).toEqual(bucket(290, 299, { load: 294.5 }));
  });

  it('goes on after one or both streams are lost', async () => {
    for (let s = 0; s < 25; s++) await history.appendSample(second(s));
    await redis.del(historyStreamKey(HISTORY_PREFIX, 'samples10'));
    await history.appendSample(second(30));
    expect(await readDecades(0, 30)).toHaveLength(4);
    await redis.del(historyStreamKey(HISTORY_PREFIX, 'samples'));
    await history.appendSample(second(40));
    expect(await readDecades(0, 40)).toHaveLength(4);
    await redis.flushdb();
    await redis.script('FLUSH');
    await history.appendSample(second(7));
    await history.appendSample(second(11));
    expect(await readDecades(0, 11)).toEqual([bucket(0, 7, { load: 7 }), bucket(10, 11, { load: 11 })]);
  });
});

describe('reading samples', () => {
  it('is empty where nothing is stored or the range is', async () => {
    expect(await readSeconds(0, 100)).toEqual([]);
    expect(await readDecades(0, 100)).toEqual([]);
    await history.appendSample(second(5));
    expect(await readSeconds(6, 100)).toEqual([]);
    expect(await history.readSamples({ from: T0 + 9_000, to: T0, points: 10 })).toEqual([]);
  });

  it('leaves gaps, and gives each bucket the same content in whatever range it is', async () => {
    for (let s = 0; s < 60; s++) if (s < 17 || s > 39) await history.appendSample(second(s));
    const read = (from: number, to: number) =>
      history.readSamples({ from: T0 + from, to: T0 + to, points: Math.ceil((to - from) / 4_000) });
    const all = await read(0, 59_999);
    expect(all.map(({ at }) => (at - T0) / 1_000)).toEqual([0, 4, 8, 12, 16, 40, 44, 48, 52, 56]);
    expect(all[1]).toEqual(bucket(4, 7, { load: 5.5 }));
    expect(await read(3_500, 50_500)).toEqual(all.slice(1, 8));
  });

  it('takes the thinned stream for what full resolution no longer holds', async () => {
    for (let s = 0; s < 30; s++) await history.appendSample(second(s));
    await history.appendSample(second(3 * 3_600));
    expect(await readSeconds(0, 29)).toEqual(
      [4.5, 14.5, 24.5].map((load, i) => bucket(i * 10, i * 10 + 9, { load })),
    );
  });

  it('pages through long streams', async () => {
    for (let s = 0; s < 2_100; s++) await history.appendSample(second(s));
    const read = await history.readSamples({ from: T0, to: T0 + 2_099_000, points: 420 });
    expect(read).toEqual(
      Array.from({ length: 420 }, (_, i) => bucket(i * 5, i * 5 + 4, { load: i * 5 + 2 })),
    );
  });
});

describe('events', () => {
  const everything = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 10_000 };
  const eventAt = (at: number, value: unknown = at): HistoryEvent => ({ at, value });

  it('come back newest first, by kind', async () => {
    await history.appendEvent('checkpoints', { at: T0, value: { cause: 'time', buffers: 12 } });
    await history.appendEvent('checkpoints', { at: T0 + 1.5, value: null });
    await history.appendEvent('syncs', { at: T0, value: 'sync' });
    expect(await history.readEvents('checkpoints', everything)).toEqual([
      { at: T0 + 1.5, value: null },
      { at: T0, value: { cause: 'time', buffers: 12 } },
    ]);
    expect(await history.readEvents('syncs', everything)).toEqual([{ at: T0, value: 'sync' }]);
    expect(await history.readEvents('marks', everything)).toEqual([]);
  });

  it('with an id are appended once, whoever saw them', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        [history, other][i % 2]!.appendEvent('checkpoints', eventAt(T0 + (i % 4)), `checkpoint ${i % 5}`),
      ),
    );
    await history.appendEvent('syncs', eventAt(T0), 'checkpoint 0');
    expect(await history.readEvents('checkpoints', everything)).toHaveLength(5);
    expect(await history.readEvents('syncs', everything)).toHaveLength(1);
  });

  it('come in any order of time and id, and are read by their own time (property)', async () => {
    const event = fc.record({ at: fc.nat(50), id: fc.option(fc.nat(30)) });
    const range = fc.record({ from: fc.nat(50), to: fc.nat(50), limit: fc.nat(20) });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), range, async (events, { from, to, limit }) => {
        await redis.flushdb();
        const kept: HistoryEvent[] = [];
        const ids = new Set<number>();
        for (const [i, { at, id }] of events.entries()) {
          await history.appendEvent('marks', eventAt(T0 + at, i), id === null ? undefined : `id ${id}`);
          if (id === null || !ids.has(id)) kept.push(eventAt(T0 + at, i));
          if (id !== null) ids.add(id);
        }
        const expected = kept
          .filter(({ at }) => at >= T0 + from && at <= T0 + to)
          .toReversed()
          .slice(0, limit)
          .sort((a, b) => b.at - a.at);
        expect(await history.readEvents('marks', { from: T0 + from, to: T0 + to, limit })).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('are read past a page of later ones', async () => {
    for (let i = 0; i < 1_200; i++) await history.appendEvent('syncs', eventAt(T0 + i));
    expect(await history.readEvents('syncs', { from: T0 + 9, to: T0 + 11, limit: 2 })).toEqual([
      eventAt(T0 + 11),
      eventAt(T0 + 10),
    ]);
    const all = Array.from({ length: 1_200 }, (_, i) => eventAt(T0 + i)).toReversed();
    expect(await history.readEvents('syncs', everything)).toEqual(all);
  });

  it('go on after the stream is lost, and their ids with it', async () => {
    const events = [eventAt(T0), eventAt(T0 - DAY)];
    for (const event of events) await history.appendEvent('marks', event, `${event.at}`);
    await redis.del(historyStreamKey(HISTORY_PREFIX, 'marks'));
    for (const event of events) await history.appendEvent('marks', event, `${event.at}`);
    expect(await history.readEvents('marks', everything)).toEqual(events);
    await redis.flushdb();
    await redis.script('FLUSH');
    await history.appendEvent('marks', eventAt(-5), 'a');
    expect(await history.readEvents('marks', { ...everything, from: -10 })).toEqual([eventAt(-5)]);
  });
});

describe('memory', () => {
  // Trimming is approximate: it drops whole nodes, of 100 entries at most.
  const NODE = 100;

  it('holds samples for two hours, decades for a day, minutes and lists of names for 30 days', async () => {
    const minutes = 30 * 60;
    await history.appendSample(second(0, { old: 1 }));
    for (let i = 1; i <= minutes; i++) await history.appendSample(second(i * 60));
    const samples = await length('samples');
    expect(samples).toBeGreaterThan(2 * 60);
    expect(samples).toBeLessThanOrEqual(2 * 60 + 1 + NODE);
    const decades = await length('samples10');
    expect(decades).toBeGreaterThanOrEqual(24 * 60);
    expect(decades).toBeLessThanOrEqual(24 * 60 + 1 + NODE);
    expect(await readDecades(6 * 3_600 + 1_000, minutes * 60)).toHaveLength(24 * 60 + 1);
    // All but the one that goes on.
    expect(await length('samples60')).toBe(minutes);
    const range = { from: T0, to: T0 + minutes * 60_000, points: 2_000 };
    const read = await history.readSamples(range);
    expect(read).toHaveLength(minutes + 1);
    expect(read[0]!.values).toEqual({ old: 1 });
    for (let day = 1; day <= 31; day++) await history.appendSample(second((minutes + day * 24 * 60) * 60));
    expect(await length('samples60')).toBeLessThanOrEqual(30 + 1 + NODE);
    expect(await redis.zrange(historyNamesKey(HISTORY_PREFIX), '0', '-1')).toEqual(['["load"]']);
  });

  it('holds events for 30 days, and their ids as long as them', async () => {
    for (let i = 0; i < 300; i++) await history.appendEvent('checkpoints', { at: T0 + i, value: i }, `${i}`);
    await history.appendEvent('checkpoints', { at: T0 + 31 * DAY, value: 'new' }, 'new');
    const kept = await length('checkpoints');
    expect(kept).toBeLessThanOrEqual(NODE);
    expect(await redis.zcard(historyIdsKey(HISTORY_PREFIX, 'checkpoints'))).toBe(kept);
  });

  it('holds a bounded number of events and ids even where the clock stands still', async () => {
    const append = (i: number) => history.appendEvent('marks', { at: T0, value: i }, `${i}`);
    for (let i = 0; i < 2_400; i++) await append(i);
    const kept = await length('marks');
    expect(kept).toBeGreaterThanOrEqual(2_000);
    expect(kept).toBeLessThan(2_000 + NODE);
    expect(await redis.zcard(historyIdsKey(HISTORY_PREFIX, 'marks'))).toBe(kept);
    await append(2_399);
    await append(0);
    const [newest, next] = await history.readEvents<number>('marks', { from: T0, to: T0, limit: 2 });
    expect([newest?.value, next?.value]).toEqual([0, 2_399]);
  });

  it('is counted by stream', async () => {
    const empty = { entries: 0, bytes: 0 };
    const nothing = {
      samples: empty,
      samples10: empty,
      samples60: empty,
      checkpoints: empty,
      culprits: empty,
      syncs: empty,
      marks: empty,
      spikes: empty,
    };
    expect(await history.readMemory()).toEqual(nothing);
    await createHistory(redis, { prefix: '{elsewhere}' }).appendSample(second(0));
    expect(await history.readMemory()).toEqual(nothing);
    await history.appendSample(second(0));
    await history.appendSample(second(10));
    await history.appendEvent('marks', { at: T0, value: 1 }, 'a');
    const memory = await history.readMemory();
    expect(memory).toMatchObject({
      samples: { entries: 2 },
      samples10: { entries: 1 },
      marks: { entries: 1 },
    });
    expect(memory.samples?.bytes).toBeGreaterThan(0);
  });
});
