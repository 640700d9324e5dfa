import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChaosWorker } from '../../bench/chaos/ChaosWorker.ts';
import { countEvents, readBufferCounts } from '../../bench/chaos/rules.ts';
import { shardKeys } from '../../buffer/keys.ts';
import { identityOf, marketOf } from '../support/bufferRig.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

const SHARDS = 4;
/** A job of a worker that is gone is given on once its lock of 10 s has run out and two polls, 10 s apart, missed it. */
const PATIENCE_MS = 90_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

let databases: TestDatabases;
let dir: string;
let redis: Redis;
let postgres: pg.Client;
let workers: ChaosWorker[];
const falls: string[] = [];

beforeEach(async () => {
  databases = await createTestDatabases();
  dir = mkdtempSync(join(tmpdir(), 'breakwater-workers-'));
  redis = new Redis(databases.redisUrl);
  postgres = new pg.Client({ connectionString: databases.databaseUrl });
  await postgres.connect();
  workers = [createWorker('one'), createWorker('two')];
  for (const worker of workers) worker.start();
  await Promise.all(workers.map((worker) => worker.whenReady));
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  redis.disconnect();
  await postgres.end();
  await databases.drop();
  rmSync(dir, { recursive: true, force: true });
});

function createWorker(name: string): ChaosWorker {
  return new ChaosWorker({
    name,
    control: null,
    comesBack: false,
    logFile: join(dir, 'workers.log'),
    onFall: (detail) => falls.push(detail),
    variables: {
      DATABASE_URL: databases.databaseUrl,
      REDIS_URL: databases.redisUrl,
      SOURCE: 'replay:/dev/null',
      STRATEGY: 'hybrid',
      SYNC_INTERVAL_MS: '5000',
      BUFFER_SHARDS: String(SHARDS),
      METRICS_PORT: '0',
      LOG_LEVEL: 'warn',
    },
  });
}

const announce = (worker: ChaosWorker, mint: string) =>
  worker.ask(
    {
      kind: 'event',
      event: { kind: 'create', id: `create-${mint}`, identity: identityOf(mint), order: Date.now() * 1_000 },
    },
    PATIENCE_MS,
  );
const update = (worker: ChaosWorker, mint: string, priceUsd: string) =>
  worker.ask(
    {
      kind: 'update',
      updates: [{ mint, order: Date.now() * 1_000, market: marketOf(priceUsd) }],
      writeKind: 'market',
    },
    PATIENCE_MS,
  );

/** The prices in PostgreSQL once nothing waits any more. */
async function readPrices(): Promise<Record<string, string>> {
  await eventually(async () => {
    const { waiting: events } = await countEvents(redis);
    const shards = Array.from({ length: SHARDS }, (_, shard) => shardKeys(shard));
    const { waiting, imbalance } = await readBufferCounts(redis, shards);
    if (events + waiting + imbalance > 0) throw new Error(`${events} events and ${waiting} entries wait`);
  }, PATIENCE_MS);
  const { rows } = await postgres.query<{ mint: string; price_usd: string }>(
    'select mint, price_usd::text from token_discovery where price_usd is not null',
  );
  return Object.fromEntries(rows.map(({ mint, price_usd }) => [mint, price_usd]));
}

const numbered = (mints: readonly string[]): Record<string, string> =>
  Object.fromEntries(mints.map((mint, i) => [mint, String(i)]));

it('where one of two is killed, the other takes its events, its jobs and its shards over', async () => {
  const [one, two] = workers as [ChaosWorker, ChaosWorker];
  const mints = Array.from({ length: 60 }, (_, i) => `M${i}`);
  const asked = mints.map((mint) => announce(two, mint));
  await Promise.all(asked.slice(0, 20));
  one.kill();
  await Promise.all(asked);
  for (const [i, mint] of mints.entries()) await update(two, mint, String(i));
  expect(await readPrices()).toEqual(numbered(mints));
  expect(falls).toEqual([]);
});

it('a rolling restart loses nothing: each finishes what it has taken on', async () => {
  const [one, two] = workers as [ChaosWorker, ChaosWorker];
  const mints = Array.from({ length: 40 }, (_, i) => `M${i}`);
  const asked = mints.map((mint, i) => announce(i % 2 === 0 ? one : two, mint));
  const updated = mints.map((mint, i) => update(i % 2 === 0 ? one : two, mint, String(i)));
  await Promise.all([...asked, ...updated]);
  await one.endGently();
  const three = createWorker('three');
  workers.push(three);
  three.start();
  await three.whenReady;
  await two.endGently();
  await update(three, mints[0]!, '0');
  expect(await readPrices()).toEqual(numbered(mints));
  expect(falls).toEqual([]);
});
