import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRedisClient, type RedisClient } from '../../../redis/client.ts';
import { addTotals } from '../../../redis/history/totals.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';

const KEY = 'totals';
let databases: TestDatabases;
let workers: [RedisClient, RedisClient];
beforeAll(async () => {
  databases = await createTestDatabases();
  const connect = (name: string) =>
    createRedisClient({ url: databases.redisUrl, name, onError: () => undefined });
  workers = [connect('first'), connect('second')];
});
afterAll(async () => {
  for (const redis of workers) redis.disconnect();
  await databases.drop();
});
beforeEach(() => workers[0].flushdb());

const add = (redis: RedisClient, gained: Readonly<Record<string, number>>) =>
  addTotals(redis, KEY, new Map(Object.entries(gained)));

it('two workers add to the same totals, and each reads those of both', async () => {
  const [first, second] = workers;
  expect(await add(first, { 'rows.A.Total': 3, secondsTotal: 0.25 })).toEqual({
    'rows.A.Total': 3,
    secondsTotal: 0.25,
  });
  expect(await add(second, { 'rows.A.Total': 4, 'rows.B.Total': 1 })).toEqual({
    'rows.A.Total': 7,
    'rows.B.Total': 1,
    secondsTotal: 0.25,
  });
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => add(workers[i % 2]!, { 'rows.A.Total': 1, secondsTotal: 0.5 })),
  );
  expect(await add(first, {})).toEqual({ 'rows.A.Total': 107, 'rows.B.Total': 1, secondsTotal: 50.25 });
});

it('a worker that starts again goes on from the totals', async () => {
  await add(workers[0], { rowsTotal: 5 });
  const again = createRedisClient({ url: databases.redisUrl, name: 'again', onError: () => undefined });
  expect(await add(again, { rowsTotal: 2 })).toEqual({ rowsTotal: 7 });
  again.disconnect();
});

it('nothing gained makes no field and changes none', async () => {
  expect(await add(workers[0], { rowsTotal: 0 })).toEqual({});
  await add(workers[0], { rowsTotal: 2 });
  expect(await add(workers[0], { rowsTotal: 0 })).toEqual({ rowsTotal: 2 });
});

it('a total that Redis refuses is an error', async () => {
  await workers[0].hset(KEY, 'rowsTotal', 'not a number');
  await expect(add(workers[0], { rowsTotal: 1 })).rejects.toThrow('not a float');
});
