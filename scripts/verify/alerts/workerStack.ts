import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { readWriteMode } from '../../../db/statements/writeMode.ts';
import { createPool } from '../../../db/pool.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import { chooseFreePort } from '../../launch/embedded/ports.ts';
import { ensureDatabase, ensureExtensions } from '../../launch/embedded/postgres.ts';
import { startWorkerProcess } from '../../launch/embedded/worker.ts';
import { startTemporaryServers } from '../../launch/temporaryServers.ts';
import { projectDir } from '../../../machine/projectDir.ts';

const PATIENCE_MS = 180_000;

export interface WorkerStack {
  readonly databaseUrl: string;
  /** Host and port of /metrics. */
  readonly metricsAddress: string;
  readonly dataDir: string;
  readonly readMetrics: () => Promise<string>;
  /** As `npm run strategy` asks for it; resolves once it is active. */
  setStrategy(strategy: StrategyName): Promise<void>;
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL, Redis and a worker, each a process of its own, with data that go when it stops; no dashboard. */
export async function startWorkerStack(variables: Readonly<Record<string, string>>): Promise<WorkerStack> {
  const servers = await startTemporaryServers({ settings: { checkpoint_timeout: '30s' } });
  const databaseUrl = await ensureDatabase(servers.postgresUrl, 'breakwater_monitoring');
  await ensureExtensions(databaseUrl);
  const metricsPort = await chooseFreePort(undefined);
  const environment = {
    ...process.env,
    ...variables,
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
    METRICS_PORT: String(metricsPort),
    POSTGRES_LOG: servers.postgresLog,
    EMBEDDED: 'on',
  };
  const worker = startWorkerProcess({ projectDir, environment, development: false });
  const metricsAddress = `127.0.0.1:${metricsPort}`;
  const stack: WorkerStack = {
    databaseUrl,
    metricsAddress,
    dataDir: servers.dataDir,
    readMetrics: async () => (await fetch(`http://${metricsAddress}/metrics`)).text(),
    setStrategy: (strategy) => switchTo(strategy, databaseUrl, servers.redisUrl),
    stopPostgres: servers.stopPostgres,
    startPostgres: servers.startPostgres,
    stopWorker: () => worker.stop(),
    stop: async () => {
      await worker.stop();
      await servers.stop();
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
