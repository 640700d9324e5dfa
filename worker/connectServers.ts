import type pg from 'pg';
import type { Logger } from 'pino';
import { migrate } from '../db/migrate.ts';
import { explainPostgres, refusePooler, toRefusal } from '../db/refusals.ts';
import { type Asked, type Explained, RefusedByServerError } from '../domain/refusal.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { explainRedis } from '../redis/refusals.ts';
import { type ComponentPools, createComponentPools } from '../db/componentPools.ts';
import { createPool } from '../db/pool.ts';
import { insertSyncShards } from '../db/statements/syncShard.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { findConnectError } from '../redis/findConnectError.ts';
import { pingRedis } from '../redis/pingRedis.ts';
import { forgetSilentProducers } from '../buffer/forgetSilentProducers.ts';
import { shardKeys } from '../buffer/keys.ts';
import { createBufferRunner, type RunBufferScript } from '../buffer/scripts.ts';
import type { Config } from './config/index.ts';
import { abortableDelay } from '../machine/abortableDelay.ts';
import type { Lifecycle } from './services/lifecycle.ts';
import { checkPostgres, checkRedis, checkShards } from './services/serverChecks.ts';

const CONNECTIONS_PER_COMPONENT = 4;

export type ServerConfig = Config & { readonly databaseUrl: string; readonly redisUrl: string };

export interface Servers {
  /** For reading. */
  readonly pool: pg.Pool;
  /** For writing: a pool per component. */
  readonly componentPools: ComponentPools;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
}

export interface ConnectOptions {
  readonly config: ServerConfig;
  readonly worker: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Waits for both servers, checks that they are safe to use, and brings schema and shards up to date.
 * @throws RefusedByServerError, UnsafeServerError, SchemaVersionError, SchemaRightsError
 */
export async function connectServers(
  { config, logger, signal, worker }: ConnectOptions,
  lifecycle: Lifecycle,
): Promise<Servers> {
  const pool = createPool({
    databaseUrl: config.databaseUrl,
    applicationName: 'breakwater worker',
    maxConnections: 10,
    onConnectionError: (error) => logger.debug({ err: error }, 'PostgreSQL connection lost'),
  });
  lifecycle.add('PostgreSQL', () => pool.end());
  const componentPools = createComponentPools({
    databaseUrl: config.databaseUrl,
    worker,
    maxConnections: CONNECTIONS_PER_COMPONENT,
    onConnectionError: (error) => logger.debug({ err: error }, 'PostgreSQL connection lost'),
  });
  lifecycle.add('PostgreSQL (components)', () => componentPools.end());
  const redis = createRedisClient({
    url: config.redisUrl,
    name: 'worker',
    onError: (error) => logger.debug({ err: error }, 'Redis connection lost'),
  });
  lifecycle.add('Redis', async () => redis.disconnect());
  const patience = { logger, signal };
  for (const asked of listDatabases(config)) {
    const explain = (error: unknown) => explainPostgres(error, asked);
    await waitUntilReachable('PostgreSQL', () => probePostgres(asked.url), { ...patience, explain });
  }
  const ping = async (): Promise<void> => {
    // A client that reconnects keeps to itself why, and goes on with database 0 where the one named does not exist.
    const fault = await findConnectError(config.redisUrl);
    if (fault !== null) throw fault;
    await pingRedis(redis, config.bufferShards);
  };
  const askedRedis = { name: 'REDIS_URL', url: config.redisUrl };
  await waitUntilReachable('Redis', ping, {
    ...patience,
    explain: (error) => explainRedis(error, askedRedis),
  });
  const app = { name: 'DATABASE_URL', url: config.databaseUrl };
  await refuseInWords(app, async () => {
    await refusePooler(pool, app);
    await checkPostgres(pool, logger);
  });
  await checkRedis(redis, logger);
  const { migrationDatabaseUrl } = config;
  const owner = migrationDatabaseUrl && { name: 'MIGRATION_DATABASE_URL', url: migrationDatabaseUrl };
  await refuseInWords(owner || app, ({ url }) => migrate(url));
  await checkShards(redis, config.bufferShards);
  await refuseInWords(app, () => insertSyncShards(pool, config.bufferShards));
  const shards = Array.from({ length: config.bufferShards }, (_, shard) => shardKeys(shard));
  await forgetSilentProducers(redis, shards);
  return { pool, componentPools, redis, run: createBufferRunner(redis) };
}

/** The addresses of the database: the application's first, then the owner's and the observer's where they are set. */
function listDatabases(config: ServerConfig): Asked[] {
  const { databaseUrl, migrationDatabaseUrl, observerDatabaseUrl } = config;
  const given = {
    DATABASE_URL: databaseUrl,
    MIGRATION_DATABASE_URL: migrationDatabaseUrl,
    OBSERVER_DATABASE_URL: observerDatabaseUrl,
  };
  return Object.entries(given).flatMap(([name, url]) => (url === undefined ? [] : [{ name, url }]));
}

async function probePostgres(databaseUrl: string): Promise<void> {
  const client = await connectObserver(databaseUrl);
  await client.end();
}

/** @throws RefusedByServerError where waiting would not help. */
async function refuseInWords(asked: Asked, work: (asked: Asked) => Promise<unknown>): Promise<void> {
  try {
    await work(asked);
  } catch (error: unknown) {
    throw toRefusal(error, asked) ?? error;
  }
}

interface Patience {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly explain: (error: unknown) => Explained;
}

/** @throws RefusedByServerError where waiting does not help, or not any longer. */
async function waitUntilReachable(
  name: string,
  ping: () => Promise<unknown>,
  { logger, signal, explain }: Patience,
): Promise<void> {
  let fault = { code: '', since: performance.now() };
  for (let attempt = 0; ; attempt++) {
    try {
      await ping();
      return;
    } catch (error: unknown) {
      if (signal.aborted) throw error;
      const explained = explain(error);
      if (fault.code !== explained.code) fault = { code: explained.code, since: performance.now() };
      if (performance.now() - fault.since >= explained.patienceMs)
        throw new RefusedByServerError(explained, error);
      if (attempt % 10 === 0) logger.warn({ reason: explained.message }, `Waiting for ${name}`);
      await abortableDelay(1_000, signal);
    }
  }
}
