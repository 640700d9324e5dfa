import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeCoverage } from '../../../app/_components/overview/charts/describeCoverage.ts';
import { historyStreamKey, HISTORY_PREFIX } from '../../../redis/keys.ts';
import { thinCheckpoints, thinSyncs } from '../../../server/readers/thinEvents.ts';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { checkpointOf, createServerRig, type ServerRig } from '../../support/serverRig.ts';

const DAY_MS = 24 * 3_600_000;
const NOTHING = { found: 0, kept: 0, since: null };
const report = {
  trace: 'test',
  batches: 1,
  rowsWritten: 1,
  pricePoints: 0,
  parked: 0,
  dead: 0,
  fenced: 0,
  seconds: 0.1,
};
const many = (count: number, own: (i: number) => Partial<CheckpointRecord> = () => ({})) =>
  Array.from({ length: count }, (_, i) =>
    checkpointOf({ id: `c${i}`, startedAt: i * 1_000, endedAt: i * 1_000, buffers: i % 10, ...own(i) }),
  );

describe('thinning', () => {
  test('begins above 1,000', () => {
    const all = many(1_000);
    expect(thinCheckpoints(all, 60_000)).toEqual({ kept: all, everyUnplanned: true });
  });

  test('keeps the largest and the longest of each bucket, in their order', () => {
    const all = many(1_200, (i) => ({ writeSeconds: i % 100 === 50 ? 9 : 1 }));
    const { kept } = thinCheckpoints(all, 100_000);
    expect(kept.map(({ id }) => id).slice(0, 4)).toEqual(['c9', 'c50', 'c109', 'c150']);
    expect(kept).toHaveLength(24);
  });

  test('keeps each that the clock did not start, and one skipped one of a bucket', () => {
    const all = many(1_200, (i) =>
      i % 100 < 3
        ? { cause: i % 2 === 0 ? 'wal' : 'requested', buffers: 1 }
        : { skipped: i % 100 > 90, buffers: i % 100 > 90 ? 0 : 5 },
    );
    const { kept, everyUnplanned } = thinCheckpoints(all, 100_000);
    expect(everyUnplanned).toBe(true);
    expect(kept.filter(({ cause }) => cause !== 'time')).toHaveLength(36);
    expect(kept.filter(({ skipped }) => skipped)).toHaveLength(12);
    expect(kept).toHaveLength(60);
  });

  test('says where not even those are all kept', () => {
    const all = many(4_000, () => ({ cause: 'wal' }));
    const { kept, everyUnplanned } = thinCheckpoints(all, 100_000);
    expect([kept.length, everyUnplanned]).toEqual([80, false]);
  });

  test('keeps the sync of each bucket that took the most rows', () => {
    const all = Array.from({ length: 1_200 }, (_, i) => ({
      at: i * 1_000,
      value: { ...report, tokens: i % 7 },
    }));
    const kept = thinSyncs(all, 60_000);
    expect(kept).toHaveLength(20);
    expect(kept.every(({ value }) => value.tokens === 6)).toBe(true);
  });
});

describe('what is left out', () => {
  const coverage = { checkpoints: NOTHING, syncs: NOTHING, marks: NOTHING };
  test('is nothing to report where all is drawn', () => {
    expect(describeCoverage({ widthMs: 1_000, everyUnplanned: true, coverage })).toEqual([]);
  });
  test('is reported with its rule', () => {
    const checkpoints = { found: 2_880, kept: 700, since: null };
    const syncs = { found: 10_000, kept: 350, since: 1_700_000_000_000 };
    const sentences = describeCoverage({
      widthMs: 250_000,
      everyUnplanned: true,
      coverage: { ...coverage, checkpoints, syncs },
    });
    expect(sentences[0]).toBe(
      'Thinned: 700 of 2,880 checkpoints are drawn, of each 4 min 10 s the largest and the longest, and every one that the clock did not start; 350 of 10,000 syncs are drawn, of each 4 min 10 s the one with the most rows.',
    );
    expect(sentences[1]).toMatch(/^No syncs before .*2023.*: the history keeps the last 10,000\.$/);
  });
});

describe('history.marks', () => {
  let rig: ServerRig;
  beforeAll(async () => {
    rig = await createServerRig();
  });
  afterAll(() => rig.stop());
  beforeEach(() => rig.reset());

  const append = (records: readonly CheckpointRecord[]) =>
    Promise.all(
      records.map((record) =>
        rig.services.history.appendEvent('checkpoints', { at: record.startedAt, value: record }, record.id),
      ),
    );

  test('has the largest of a whole day of checkpoints, and counts the others', async () => {
    const to = Date.now();
    const from = to - DAY_MS;
    const at = (i: number): number => from + 1_000 + i * 30_000;
    const records = Array.from({ length: 2_879 }, (_, i) =>
      checkpointOf({ id: `c${i}`, startedAt: at(i), endedAt: at(i) + 100, buffers: i === 1 ? 9_999 : 50 }),
    );
    await append(records);
    const { checkpoints, coverage, widthMs } = await rig.caller.history.marks({ from, to, points: 350 });
    expect(widthMs).toBe(250_000);
    expect(coverage.checkpoints).toEqual({ found: 2_879, kept: checkpoints.length, since: null });
    expect(checkpoints.length).toBeLessThanOrEqual(2 * 346);
    expect(Math.max(...checkpoints.map(({ buffers }) => buffers ?? 0))).toBe(9_999);
    expect(checkpoints[0]).not.toHaveProperty('notes');
  });

  test('spreads its points over what the history reaches, not over a week of nothing', async () => {
    const to = Math.floor(Date.now() / 1_000) * 1_000;
    const first = to - 300_000;
    for (let at = first; at <= to; at += 1_000)
      await rig.services.history.appendSample({ at, values: { walBytesTotal: at } });
    const week = { from: to - 7 * DAY_MS, to, points: 400 };
    const { samples, widthMs } = await rig.caller.history.samples(week);
    expect([widthMs, samples[0]?.at, samples.length]).toEqual([1_000, first, 301]);
    expect((await rig.caller.history.marks(week)).widthMs).toBe(widthMs);
  });

  test('reads one that began before the range and reaches into it', async () => {
    const from = Date.now() - 60_000;
    const reaching = checkpointOf({ id: 'in', startedAt: from - 270_000, endedAt: from + 1_000 });
    const before = checkpointOf({ id: 'out', startedAt: from - 20_000, endedAt: from - 10_000 });
    await append([reaching, before]);
    const { checkpoints } = await rig.caller.history.marks({ from, to: Date.now(), points: 100 });
    expect(checkpoints.map(({ id }) => id)).toEqual(['in']);
  });

  test('says since when it holds syncs, once it dropped some', async () => {
    const to = Date.now();
    const pipeline = rig.redis.pipeline();
    for (let i = 0; i < 10_050; i++) {
      const at = to - 20_000_000 + i * 1_000;
      pipeline.xadd(
        historyStreamKey(HISTORY_PREFIX, 'syncs'),
        `${at}-0`,
        'v',
        JSON.stringify({ at, value: { ...report, tokens: 5 } }),
      );
    }
    await pipeline.exec();
    const { coverage } = await rig.caller.history.marks({ from: to - DAY_MS, to, points: 350 });
    expect(coverage.syncs).toMatchObject({ found: 10_000, since: to - 20_000_000 + 50_000 });
  });
});
