import { describe, expect, test } from 'vitest';
import { computeFigures } from '../../../server/readers/figures.ts';
import type { CounterWindow } from '../../../server/readers/counterWindow.ts';
import {
  judgeEmpties,
  judgeLoss,
  judgeMemory,
  judgeNotFound,
} from '../../../server/scorecard/bufferCriteria.ts';
import { judgeBuffers, judgeDuration, judgeInterval } from '../../../server/scorecard/checkpointCriteria.ts';
import { WORKLOAD_PRESETS } from '../../../model/workload/presets.ts';
import type { PresetName } from '../../../domain/presets.ts';
import { type Evidence, measureGaps, selectCheckpoints } from '../../../server/scorecard/evidence.ts';
import {
  judgeCreateLatency,
  judgeMarketLatency,
  judgeWrites,
} from '../../../server/scorecard/rateCriteria.ts';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { checkpointOf } from '../../support/serverRig.ts';

/** Ten buckets of 30 s; `values` by number. */
function evidence(
  values: (i: number) => Record<string, number | null>,
  own: Partial<Evidence> = {},
): Evidence {
  const buckets = Array.from({ length: 10 }, (_, i) => ({ at: i * 30_000, values: values(i) }));
  const names = [...new Set(buckets.flatMap((bucket) => Object.keys(bucket.values)))];
  const window: CounterWindow = { from: 0, to: 270_000, names, buckets };
  const timeScale = own.timeScale ?? 10;
  return {
    strategy: 'hybrid',
    timeScale,
    syncIntervalMs: 300_000,
    checkpointTimeoutSeconds: 30,
    profile: 'default',
    preset: null,
    window,
    figures: computeFigures({ counts: window, cycles: window, checkpoints: [], timeScale }),
    checkpoints: [],
    gapsMs: [],
    ...own,
  };
}
const presetOf = (name: PresetName) => ({ name, workload: WORKLOAD_PRESETS[name] });
const none = (): Record<string, number | null> => ({});
const every = (seconds: number, buffers = 45) =>
  [0, 1, 2, 3].map((i) => checkpointOf({ startedAt: i * seconds * 1_000, buffers }));

describe('checkpoints', () => {
  test.each([
    [30, 10, null],
    [180, 10, true],
    [1_800, 1, true],
    [30, 20, null],
  ])('one every %i s at time × %i: %s', (seconds, timeScale, passed) => {
    const own = { gapsMs: [seconds * 1_000, seconds * 1_000], timeScale };
    expect(judgeInterval(evidence(none, own)).passed).toBe(passed);
  });

  test.each([
    [
      'default',
      30,
      30,
      null,
      /^No strategy can reach it with these settings: .*calm profile triples it. For 30 min, set checkpoint_timeout to 180 s by hand; then two intervals, 6 min of wall time/,
    ],
    [
      'calm',
      90,
      90,
      null,
      /^No strategy can reach it with these settings: checkpoint_timeout is 90 s, 15 min of workload time.* interval. For 30 min.* 180 s by hand; .* 6 min of wall time/,
    ],
    [
      null,
      100,
      100,
      null,
      /checkpoint_timeout is 100 s, 16.7 min of workload time, and new rows write WAL in nearly every interval. For 30 min/,
    ],
    [null, 200, null, null, /long enough: .* at the earliest 3 min of wall time after the first checkpoint/],
    [null, 200, 20, false, /max_wal_size is too small/],
    [null, null, null, null, /PostgreSQL does not answer/],
  ] as const)(
    'settings %s, timeout %j s, one every %j s: %j, and what it takes',
    (...[profile, checkpointTimeoutSeconds, seconds, passed, reason]) => {
      const gapsMs = seconds === null ? [] : [seconds * 1_000];
      const judged = judgeInterval(evidence(none, { profile, checkpointTimeoutSeconds, gapsMs }));
      expect(judged.passed).toBe(passed);
      expect(judged.reason).toMatch(reason);
    },
  );

  test('that are further apart than their timeout are said to have skipped ones between them', () => {
    const reasonAt = (seconds: number) => judgeInterval(evidence(none, { gapsMs: [seconds * 1_000] })).reason;
    expect(reasonAt(60)).toContain('the next is skipped');
    expect(reasonAt(30)).not.toContain('skipped');
    expect(reasonAt(60)).not.toContain('each starts one');
  });

  test.each([
    ['seed', false, /^PostgreSQL waits|^Buffering saves/],
    ['incident', false, /^PostgreSQL waits|^Buffering saves/],
    ['firehose', null, /^PRESET=firehose cannot meet it.* 100,000 rows/],
  ] as const)(
    'of 900 pages under the preset %s: %j, since even the narrow table may not hold it',
    (name, passed, reason) => {
      const own = { checkpoints: every(30, 900), preset: presetOf(name) };
      for (const judge of [judgeDuration, judgeBuffers]) {
        const judged = judge(evidence(none, own));
        expect(judged.passed).toBe(passed);
        expect(judged.reason).toMatch(reason);
      }
    },
  );

  test('are not judged above TIME_SCALE 10, where each holds more than in real time', () => {
    const own = { timeScale: 60, checkpoints: every(30), gapsMs: [30_000] };
    for (const judge of [judgeInterval, judgeDuration, judgeBuffers]) {
      const { passed, measured, reason } = judge(evidence(none, own));
      expect([passed, measured === 'not yet known']).toEqual([null, false]);
      expect(reason).toMatch(/^Not at TIME_SCALE 60/);
    }
  });

  describe('intervals', () => {
    const at = (seconds: number, own: Partial<CheckpointRecord> = {}) =>
      checkpointOf({ startedAt: seconds * 1_000, ...own });
    const gaps = (...all: ReturnType<typeof at>[]) =>
      measureGaps(all.toReversed(), { since: 0, checkpointTimeoutSeconds: 30 });

    test('run from start to start, over skipped ones', () => {
      expect(gaps(at(1), at(31), at(61, { skipped: true }), at(91))).toEqual([30_000, 60_000]);
    });
    test.each([
      ['was cut short by a request', at(40, { cause: 'requested' })],
      ['holds a record of several', at(40, { merged: 2 })],
      ['began under another timeout', at(40, { checkpointTimeoutSeconds: 300 })],
    ])('are none where one %s', (_what, odd) => {
      const seen = gaps(at(10), odd, at(70), at(100));
      expect(seen.at(-1)).toBe(30_000);
      expect(seen).not.toContain(60_000);
      expect(seen).toHaveLength(odd.cause === 'requested' ? 2 : 1);
    });
    test('are none while the server was down, nor before observation began', () => {
      expect(gaps(at(10, { cause: 'shutdown' }), at(7_000), at(7_030))).toEqual([30_000]);
      const all = [at(10), at(7_000), at(7_030)];
      expect(measureGaps(all, { since: 60_000, checkpointTimeoutSeconds: 30 })).toEqual([30_000]);
    });
  });

  test.each([
    [299, true, '29.9 s at real time (299 pages)'],
    [300, false, '30 s at real time (300 pages)'],
    [10_113, false, '270 s at real time (10,113 pages)'],
  ])('%i pages', (buffers, passed, measured) => {
    expect(judgeDuration(evidence(none, { checkpoints: every(30, buffers) }))).toMatchObject({
      passed,
      measured,
    });
  });

  test.each([
    [499, true],
    [500, false],
  ])('%i buffers', (buffers, passed) => {
    expect(judgeBuffers(evidence(none, { checkpoints: every(30, buffers) })).passed).toBe(passed);
  });

  test('are not judged before there is one', () => {
    for (const judge of [judgeInterval, judgeDuration, judgeBuffers]) {
      expect(judge(evidence(none))).toMatchObject({ passed: null, measured: 'not yet known' });
    }
  });

  test('count from the second one under this strategy, without skipped and requested ones', () => {
    const at = (startedAt: number, own = {}) => checkpointOf({ startedAt, ...own });
    const all = [at(10), at(20), at(30), at(40, { skipped: true }), at(50, { cause: 'requested' }), at(60)];
    expect(selectCheckpoints(all.toReversed(), 15).map(({ startedAt }) => startedAt)).toEqual([30, 60]);
    expect(selectCheckpoints(all, null)).toHaveLength(4);
  });
});

describe('the buffer', () => {
  const oldest = (seconds: number) => () => ({ bufferOldestSeconds: seconds });
  test.each([
    [35, true],
    [36, false],
  ])('its oldest entry is %i s old', (seconds, passed) => {
    expect(judgeEmpties(evidence(oldest(seconds))).passed).toBe(passed);
  });
  test('is not judged under direct, and says one thing of it: it drains or it is empty', () => {
    const draining = judgeEmpties(evidence(oldest(9.1), { strategy: 'direct' }));
    expect(draining).toMatchObject({ passed: null, measured: 'oldest entry 9.1 s' });
    expect(draining.reason).toContain('drains');
    const drained = (i: number) => ({ bufferOldestSeconds: i < 5 ? 9.1 : 0 });
    expect(judgeEmpties(evidence(drained, { strategy: 'direct' }))).toMatchObject({
      passed: null,
      measured: 'empty',
      reason: 'Nothing is buffered under direct.',
    });
  });

  test.each([
    ['stays', (i: number) => 1e8 + (i % 2) * 1e7, true],
    ['grows', (i: number) => 1e8 * (1 + i / 10), false],
  ])('its memory %s', (_how, bytes, passed) => {
    expect(judgeMemory(evidence((i) => ({ bufferMemoryBytes: bytes(i) }))).passed).toBe(passed);
  });

  test('its memory is not judged while it is empty under direct, nor too early', () => {
    const empty = evidence(() => ({ bufferMemoryBytes: 0 }), { strategy: 'direct' });
    expect(judgeMemory(empty)).toMatchObject({ passed: null, measured: 'empty' });
    const early = evidence(() => ({ bufferMemoryBytes: 1e8 }), { timeScale: 1 });
    expect(judgeMemory(early).passed).toBeNull();
  });

  test.each([
    [0, 0, true],
    [1, 0, false],
    [0, 1, false],
  ])('imbalance %i, %i dead', (ledgerImbalance, bufferDead, passed) => {
    expect(judgeLoss(evidence(() => ({ ledgerImbalance, bufferDead }))).passed).toBe(passed);
  });
  test('loss is not judged unseen', () => expect(judgeLoss(evidence(none)).passed).toBeNull());
});

describe('rates', () => {
  test.each([
    [45, true],
    [630, false],
  ])('%i writes an hour', (perHour, passed) => {
    const rate = (perHour * 10) / 3_600;
    const judged = judgeWrites(evidence((i) => ({ 'statements.RedisSyncJob.Total': rate * 30 * i })));
    expect(judged).toMatchObject({ passed, measured: `${perHour} an hour` });
  });
  test.each([
    ['seed', false, /^Set for 50 tracked tokens/],
    ['incident', null, /7,966 rows, 100 in a statement, .* 960 statements/],
  ] as const)('that the preset %s cannot bring down are not judged: %j', (name, passed, reason) => {
    const statements = (i: number) => ({ 'statements.RedisSyncJob.Total': 80 * i });
    const judged = judgeWrites(evidence(statements, { preset: presetOf(name) }));
    expect(judged).toMatchObject({ passed, measured: '960 an hour' });
    expect(judged.reason).toMatch(reason);
  });
  test('are not judged in the first minutes', () => {
    const judged = judgeWrites(evidence((i) => ({ 'statements.X.Total': i }), { timeScale: 1 }));
    expect(judged.passed).toBeNull();
  });

  test('are not judged where nothing was written, and under direct have its reason', () => {
    expect(judgeWrites(evidence(() => ({ 'statements.X.Total': 0 }))).passed).toBeNull();
    const direct = evidence((i) => ({ 'statements.X.Total': 60 * i }), { strategy: 'direct' });
    expect(judgeWrites(direct)).toMatchObject({
      passed: false,
      reason: expect.stringMatching(/^Under direct/),
    });
  });

  test.each([
    [0, true],
    [2, false],
  ])('%i rows not found', (count, passed) => {
    expect(judgeNotFound(evidence((i) => (i < 5 ? {} : { recordNotFoundTotal: count }))).passed).toBe(passed);
  });

  const latency = (kind: string, seconds: number) => (i: number) => ({
    [`latencyCount.${kind}.Total`]: i,
    [`latencySeconds.${kind}.Total`]: i * seconds,
  });
  test('latency is judged by kind: creates in wall time, market data in workload time', () => {
    expect(judgeCreateLatency(evidence(latency('create', 0.004))).passed).toBe(true);
    expect(judgeCreateLatency(evidence(latency('create', 15))).passed).toBe(false);
    expect(judgeMarketLatency(evidence(latency('market', 15))).passed).toBe(true);
    expect(judgeMarketLatency(evidence(latency('market', 31))).passed).toBe(false);
    expect(judgeMarketLatency(evidence(none)).passed).toBeNull();
    expect(judgeMarketLatency(evidence(latency('pool', 31)))).toMatchObject({
      passed: false,
      measured: 'pools 5.17 min',
    });
  });
});
