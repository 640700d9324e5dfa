import { pino } from 'pino';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Mark, MarkEvent } from '../../../domain/marks.ts';
import type { ObserverView } from '../../../domain/observerView.ts';
import { createHistory } from '../../../redis/history.ts';
import { readLiveState } from '../../../redis/liveState.ts';
import { CheckpointObserver } from '../../../observer/CheckpointObserver.ts';
import { SteadyLoad } from '../../../worker/metrics/SteadyLoad.ts';
import { HistoryRecorder } from '../../../worker/observers/HistoryRecorder.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';

let databases: TestDatabases;
let redis: Redis;
beforeAll(async () => {
  databases = await createTestDatabases();
  redis = new Redis(databases.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await databases.drop();
});
beforeEach(async () => {
  shownView = nothingSeen;
  seenMarks.length = 0;
  await redis.flushdb();
});

/** Sees no server. */
const { view: nothingSeen } = new CheckpointObserver({
  connect: () => Promise.reject(new Error('not in this test')),
  pollMs: 1_000,
  onRecord: () => undefined,
  onLost: () => undefined,
});

let shownView: ObserverView = nothingSeen;
const seenMarks: MarkEvent[] = [];
const createRecorder = (timeScale: number, steady: SteadyLoad) =>
  new HistoryRecorder({
    steady,
    history: createHistory(redis),
    redis,
    logger: pino({ level: 'silent' }),
    worker: 'test',
    readView: () => shownView,
    self: {
      version: 'test',
      startedAt: Date.now(),
      source: 'simulate',
      preset: 'seed',
      timeScale,
      syncIntervalMs: 300_000,
    },
    readBuffer: () => null,
    onMarks: (marks) => seenMarks.push(...marks),
  });

/** Runs a recorder until `during` has ended; it writes once more when it stops. */
async function record(
  timeScale: number,
  during?: (recorder: HistoryRecorder, steady: SteadyLoad) => Promise<void>,
) {
  const steady = new SteadyLoad();
  const recorder = createRecorder(timeScale, steady);
  await recorder.start();
  await during?.(recorder, steady);
  await recorder.stop();
  return (await readLiveState(redis))!.steadySince;
}

test('the load is steady from the first start on, also for the next worker at the same time scale', async () => {
  const first = await record(10);
  expect(Math.abs(first! - Date.now())).toBeLessThan(10_000);
  expect(await record(10)).toBe(first);
  const other = await record(60);
  expect(other).toBeGreaterThan(first!);
  expect(await record(60)).toBe(other);
});

test('while a table is loaded it is not, and counts from its end', async () => {
  const begun = Date.now();
  let loading: number | null | undefined;
  const since = await record(10, (recorder, steady) =>
    steady.exclude(async () => {
      // Writes what it knows.
      await recorder.stop();
      loading = (await readLiveState(redis))!.steadySince;
    }),
  );
  expect(loading).toBeNull();
  expect(since).toBeGreaterThanOrEqual(begun);
});

test('every sample holds its time scale', async () => {
  await record(60);
  const [sample] = await createHistory(redis).readSamples({ from: 0, to: Date.now() + 1_000, points: 1e9 });
  expect(sample!.values['timeScale']).toBe(60);
});

test('a setting that was changed is a mark, also between two runs, and people’s own are read with it', async () => {
  const viewOf = (checkpointTimeoutSeconds: number): ObserverView =>
    ({
      ...nothingSeen,
      settings: { checkpointTimeoutSeconds },
      sample: { postmasterStartedAt: 1 },
    }) as ObserverView;
  shownView = viewOf(300);
  await record(10);
  shownView = viewOf(30);
  await record(10, (recorder) => recorder.stop());
  const marks = await createHistory(redis).readEvents<Mark>('marks', { from: 0, to: Date.now(), limit: 10 });
  expect(marks.map(({ value }) => value)).toEqual([
    { kind: 'settings', changes: ['checkpoint_timeout 300 s → 30 s'] },
  ]);
  await record(10);
  expect(await createHistory(redis).readEvents('marks', { from: 0, to: Date.now(), limit: 10 })).toEqual(
    marks,
  );
  expect(seenMarks.at(-1)).toEqual(marks[0]);
});
