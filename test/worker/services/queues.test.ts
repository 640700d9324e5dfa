import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRedisClient, type RedisClient } from '../../../redis/client.ts';
import { createScriptRunner, type RunRedisScript } from '../../../redis/scripts.ts';
import { Queues } from '../../../worker/services/queues.ts';
import type { OrderedEvent } from '../../../worker/types.ts';
import { identityOf } from '../../support/bufferRig.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';
import { eventually } from '../../support/eventually.ts';

const IDS = '{bw:queue}:events:ids';
const PREFIX = '{bw:queue}:events:de:';

let databases: TestDatabases;
let producer: RedisClient;
let redis: Redis;
let run: RunRedisScript;
let queues: Queues;
let fulls = 0;
beforeEach(async () => {
  databases = await createTestDatabases();
  redis = new Redis(databases.redisUrl);
  const create = () =>
    createRedisClient({ url: databases.redisUrl, name: 'test', onError: () => undefined, forQueues: true });
  producer = create();
  run = createScriptRunner(producer);
  queues = new Queues({
    producer,
    onFull: () => void fulls++,
    createConsumer: create,
    logger: pino({ level: 'silent' }),
    retryMissingMs: 10,
  });
});
afterEach(async () => {
  await queues.stop();
  producer.disconnect();
  redis.disconnect();
  await databases.drop();
});

const launches = (from: number, count: number): OrderedEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'create',
    id: `create-${from + i}`,
    identity: identityOf(`M${from + i}`),
    order: from + i,
  }));

it('remembers as many ids as it may, and forgets the oldest with the keys that BullMQ holds for them', async () => {
  for (const from of [0, 5]) await queues.addEvents(launches(from, 5));
  await queues.addEvents(launches(0, 10));
  expect(await queues.countWaiting()).toBe(10);
  expect(await redis.zcard(IDS)).toBe(10);
  expect(await run('remember_ids', [IDS, PREFIX], [Date.now(), 0, 6, 'create-9'])).toBe(4);
  expect(await redis.exists(...[0, 1, 2, 3].map((n) => `${PREFIX}create-${n}`))).toBe(0);
  expect(await redis.exists(...[4, 5, 6, 7, 8, 9].map((n) => `${PREFIX}create-${n}`))).toBe(6);
  await queues.addEvents(launches(0, 10));
  expect(await queues.countWaiting()).toBe(14);
});

it('keeps one stack of a job however often it fails', async () => {
  let failures = 0;
  queues.processEvents(async () => {
    failures++;
    throw new Error(`failure ${failures}`);
  });
  await queues.addEvents(launches(0, 1));
  await eventually(() => expect(failures).toBeGreaterThan(3));
  const stacks = JSON.parse((await redis.hget('{bw:queue}:events:1', 'stacktrace'))!) as string[];
  expect(stacks).toHaveLength(1);
});

it('counts enrichments among what waits', async () => {
  await queues.addEnrichment({ mint: 'M', uri: null });
  await queues.addEnrichment({ mint: 'M', uri: null });
  expect(await queues.countWaiting()).toBe(1);
});
