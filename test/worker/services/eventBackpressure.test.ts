import { execFileSync } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTemporaryServers, type TemporaryServers } from '../../../scripts/launch/temporaryServers.ts';
import { parseConfig } from '../../../worker/config/index.ts';
import { type RunningWorker, startWorker } from '../../../worker/index.ts';
import { MAX_WAITING_EVENTS } from '../../../worker/services/queues.ts';
import { eventually } from '../../support/eventually.ts';

const LAUNCHES = 12_000;
/** The number of events that a source hands over at once. */
const BATCH = 500;
const MAX_BYTES = 64e6;

let servers: TemporaryServers;
let worker: RunningWorker;
let redis: Redis;
let recording: WriteStream;
let log = '';
beforeAll(async () => {
  servers = await startTemporaryServers({ appendfsync: 'no' });
  redis = new Redis(servers.redisUrl);
  const fifo = join(servers.dataDir, 'launches.jsonl');
  execFileSync('mkfifo', [fifo]);
  recording = createWriteStream(fifo);
  recording.write(launch(0));
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log += chunk.toString();
      done();
    },
  });
  const config = parseConfig({
    METRICS_PORT: '0',
    SOURCE: `replay:${fifo}`,
    REPLAY_FAST: 'on',
    STRATEGY: 'hybrid',
    TIME_SCALE: '10',
  });
  worker = await startWorker(
    {
      config: { ...config, databaseUrl: servers.postgresUrl, redisUrl: servers.redisUrl },
      logger: pino({ level: 'info', base: null }, stream),
      version: 'test',
    },
    new AbortController().signal,
  );
});
afterAll(async () => {
  recording?.destroy();
  await worker?.stop();
  redis?.disconnect();
  await servers?.stop();
});

const launch = (n: number): string =>
  `${JSON.stringify({ signature: `signature-${n}`, mint: `Mint${n}`, txType: 'create', name: `token ${n}`, symbol: 'S' })}\n`;

const readUsedBytes = async (): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);

it('the source waits while PostgreSQL is away, so that queue and memory have a bound, and nothing is lost or twice', async () => {
  await servers.stopPostgres();
  for (let n = 1; n < LAUNCHES; n++) recording.write(launch(n));
  recording.end();
  await eventually(() => expect(log).toContain('The source waits: PostgreSQL has not taken'));
  const waiting = await worker.queues.countWaiting();
  expect(waiting).toBeGreaterThanOrEqual(MAX_WAITING_EVENTS);
  expect(waiting).toBeLessThan(MAX_WAITING_EVENTS + BATCH);
  expect(await readUsedBytes()).toBeLessThan(MAX_BYTES);
  await servers.startPostgres();
  await worker.sourceFinished;
  await eventually(async () => expect(await worker.queues.countWaiting()).toBe(0), 120_000);
  const client = new pg.Client({ connectionString: servers.postgresUrl });
  await client.connect();
  const { rows } = await client.query('select count(*)::integer from token_discovery');
  await client.end();
  expect(rows).toEqual([{ count: LAUNCHES }]);
  expect(log).toContain('The source goes on');
}, 180_000);
