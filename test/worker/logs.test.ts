import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../worker/config/index.ts';
import { type RunningWorker, startWorker } from '../../worker/index.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

type Line = Readonly<Record<string, unknown>> & { readonly msg: string };

let databases: TestDatabases;
let worker: RunningWorker;
const texts: string[] = [];
const readLines = (): Line[] => texts.map((text) => JSON.parse(text) as Line);

beforeAll(async () => {
  databases = await createTestDatabases();
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      texts.push(...chunk.toString().trimEnd().split('\n'));
      done();
    },
  });
  const { databaseUrl, redisUrl } = databases;
  const config = parseConfig({
    METRICS_PORT: '0',
    PRESET: 'seed',
    STRATEGY: 'hybrid',
    TIME_SCALE: '300',
    BATCH_SIZE: '20',
  });
  worker = await startWorker(
    {
      config: { ...config, databaseUrl, redisUrl },
      logger: pino({ level: 'debug', base: null }, stream),
      version: 'test',
    },
    new AbortController().signal,
  );
  await eventually(() => {
    if (!texts.some((text) => text.includes('RedisSyncJob synced'))) throw new Error('No sync yet');
  });
});

afterAll(async () => {
  await worker?.stop();
  await databases?.drop();
});

it('every line is one JSON object with one component', () => {
  for (const text of texts) {
    expect(JSON.parse(text)).toMatchObject({
      component: expect.stringMatching(/^\w+$/),
      msg: expect.any(String),
    });
    expect(text.match(/"component":/g), text).toHaveLength(1);
  }
});

it('the batches of a sync and its summary have the same trace, each run another', () => {
  const summary = readLines().find(({ msg }) => msg.startsWith('RedisSyncJob synced'))!;
  const batches = readLines().filter(({ msg }) => msg === 'Batch written');
  const own = batches.filter(({ trace }) => trace === summary['trace']);
  expect(summary['trace']).toMatch(/^[0-9a-f]{8}$/);
  expect(own.map(({ batch }) => batch)).toEqual(own.map((_, i) => i + 1));
  expect(own).toHaveLength(summary['batches'] as number);
  expect(own.every(({ component }) => component === 'RedisSyncJob')).toBe(true);
});
