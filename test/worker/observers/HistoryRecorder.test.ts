import { pino } from 'pino';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
beforeEach(() => redis.flushdb());

/** Sees no server. */
const { view } = new CheckpointObserver({
  connect: () => Promise.reject(new Error('not in this test')),
  pollMs: 1_000,
  onRecord: () => undefined,
  onView: () => undefined,
  onLost: () => undefined,
});

const createRecorder = (timeScale: number, steady: SteadyLoad) =>
  new HistoryRecorder({
    steady,
    history: createHistory(redis),
    redis,
    logger: pino({ level: 'silent' }),
    worker: 'test',
    readView: () => view,
    self: {
      version: 'test',
      startedAt: Date.now(),
      source: 'simulate',
      preset: 'seed',
      timeScale,
      syncIntervalMs: 300_000,
    },
    readBuffer: () => null,
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

test('every sample tells its time scale', async () => {
  await record(60);
  const [sample] = await createHistory(redis).readSamples({ from: 0, to: Date.now() + 1_000, points: 1e9 });
  expect(sample!.values['timeScale']).toBe(60);
});
