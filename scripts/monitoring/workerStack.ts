import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { readWriteMode } from '../../db/statements/writeMode.ts';
import { createPool } from '../../db/pool.ts';
import type { StrategyName } from '../../worker/types.ts';
import { chooseFreePort } from '../embedded/ports.ts';
import { ensureDatabase, ensureExtensions, startPostgres } from '../embedded/postgres.ts';
import { startRedis } from '../embedded/redis.ts';
import { startWorkerProcess } from '../embedded/worker.ts';
import { createDataDir } from '../temporaryRun.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 180_000;
const say = (): void => undefined;

export interface WorkerStack {
  readonly databaseUrl: string;
  /** Host and port of /metrics. */
  readonly metricsAddress: string;
  readonly dataDir: string;
  readonly readMetrics: () => Promise<string>;
  /** As `npm run strategy` asks for it; resolves once it is in force. */
  setStrategy(strategy: StrategyName): Promise<void>;
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL, Redis and a worker, each a process of its own, with data that go when it stops; no dashboard. */
export async function startWorkerStack(variables: Readonly<Record<string, string>>): Promise<WorkerStack> {
  const dataDir = createDataDir();
  const startServer = (port?: number) =>
    startPostgres({
      dir: join(dataDir, 'postgres'),
      wishedPort: port,
      settings: { checkpoint_timeout: '30s' },
      logFile: join(dataDir, 'postgres.log'),
      say,
    });
  let postgres = await startServer();
  const redis = await startRedis({
    dir: join(dataDir, 'redis'),
    wishedPort: undefined,
    appendfsync: 'always',
    logFile: join(dataDir, 'redis.log'),
    say,
  });
  const databaseUrl = await ensureDatabase(postgres.url, 'breakwater_monitoring');
  await ensureExtensions(databaseUrl);
  const metricsPort = await chooseFreePort(undefined);
  const environment = {
    ...process.env,
    ...variables,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    METRICS_PORT: String(metricsPort),
    POSTGRES_LOG: join(dataDir, 'postgres.log'),
    EMBEDDED: 'on',
  };
  const worker = startWorkerProcess({ projectDir, environment, development: false });
  const metricsAddress = `127.0.0.1:${metricsPort}`;
  const stack: WorkerStack = {
    databaseUrl,
    metricsAddress,
    dataDir,
    readMetrics: async () => (await fetch(`http://${metricsAddress}/metrics`)).text(),
    setStrategy: (strategy) => switchTo(strategy, databaseUrl, redis.url),
    stopPostgres: () => postgres.stop(),
    startPostgres: async () => {
      postgres = await startServer(postgres.port);
    },
    stopWorker: () => worker.stop(),
    stop: async () => {
      await worker.stop();
      await redis.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await waitUntil(
    async () => (await fetch(`http://${metricsAddress}/readyz`).catch(() => null))?.ok === true,
  );
  return stack;
}

async function switchTo(strategy: StrategyName, databaseUrl: string, redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater monitoring',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  try {
    await redis.hset(SETTINGS_KEY, 'strategy', strategy);
    await waitUntil(async () => (await readWriteMode(pool))?.strategy === strategy);
  } finally {
    redis.disconnect();
    await pool.end();
  }
}

/** One connection, for as long as `use` takes. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** @throws Error if it does not come true in time. */
export async function waitUntil(isTrue: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Waited ${patienceMs / 1_000} s in vain`);
    await delay(200);
  }
}
