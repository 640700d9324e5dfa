import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../worker/config/index.ts';
import { type RunningWorker, startWorker } from '../../worker/index.ts';
import { marketOf } from '../support/bufferRig.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { REDIS_PASSWORD, type RedisNode, RedisNodes } from '../support/redisNodes.ts';

const nodes = new RedisNodes();
let node: RedisNode;
let databases: TestDatabases;
let worker: RunningWorker;
const lines: string[] = [];
const count = (text: string): number => lines.filter((line) => line.includes(text)).length;

beforeAll(async () => {
  node = await nodes.start('redis', []);
  databases = await createTestDatabases(
    `redis://:${encodeURIComponent(REDIS_PASSWORD)}@127.0.0.1:${node.port}`,
  );
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(...chunk.toString().trimEnd().split('\n'));
      done();
    },
  });
  // The sync job would not run by itself before the test is over.
  const config = parseConfig({
    METRICS_PORT: '0',
    PRESET: 'seed',
    STRATEGY: 'hybrid',
    TIME_SCALE: '100',
    SYNC_INTERVAL_MS: '36000000',
  });
  const { databaseUrl, redisUrl } = databases;
  worker = await startWorker(
    {
      config: { ...config, databaseUrl, redisUrl },
      logger: pino({ level: 'debug', base: null }, stream),
      version: 'test',
    },
    new AbortController().signal,
  );
});
afterAll(async () => {
  await worker?.stop();
  await nodes.stop();
  await databases?.drop();
});

it('a Redis at maxmemory: one line says what to do, the buffer is flushed, and all goes on when there is room', async () => {
  await eventually(async () => expect((await worker.buffer.readLedger()).pending).toBeGreaterThan(0));
  lines.length = 0;
  await node.ask('config', 'set', 'maxmemory', 1);
  await eventually(async () =>
    expect(await worker.buffer.readLedger()).toMatchObject({ pending: 0, parked: 0, imbalance: 0 }),
  );
  // The history fails once a second.
  await eventually(() => expect(count('History not written')).toBeGreaterThan(3));
  expect(count('Redis has reached maxmemory: sources and writers wait')).toBe(1);
  // BullMQ by itself would have asked some thousand times.
  expect(count('Queue worker error')).toBeLessThan(200);
  const waiting = worker.strategy.update(
    [{ mint: 'unknown', order: Date.now() * 1_000, market: marketOf('1') }],
    { component: 'MarketDataJob', kind: 'market' },
  );
  const before = count('Market data accepted');
  await node.ask('config', 'set', 'maxmemory', 0);
  expect(await waiting).toEqual({ accepted: 1, stale: 0 });
  await eventually(() => {
    expect(count('Market data accepted')).toBeGreaterThan(before);
    expect(count('New token written to DB')).toBeGreaterThan(0);
  });
  expect(await worker.buffer.readLedger()).toMatchObject({ imbalance: 0 });
});
