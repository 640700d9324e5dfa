import type pg from 'pg';
import type { Logger } from 'pino';
import { migrate } from '../db/migrate.ts';
import { type ComponentPools, createComponentPools } from '../db/componentPools.ts';
import { createPool } from '../db/pool.ts';
import { insertSyncShards } from '../db/statements/syncShard.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { findConnectError } from '../redis/findConnectError.ts';
import { pingRedis } from '../redis/pingRedis.ts';
import { createBufferRunner, type RunBufferScript } from '../buffer/scripts.ts';
import type { Config } from './config/index.ts';
import { abortableDelay } from '../machine/abortableDelay.ts';
import type { Lifecycle } from './services/lifecycle.ts';
import { forgetSilentProducers } from './services/producers.ts';
import { type ServerName, throwIfRefused } from './services/refusals.ts';
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
  await waitUntilReachable('PostgreSQL', () => pool.query('select 1'), { logger, signal });
  const ping = () =>
    pingRedis(redis, config.bufferShards).catch(async (error: unknown) => {
      throw (await findConnectError(config.redisUrl)) ?? error;
    });
  await waitUntilReachable('Redis', ping, { logger, signal });
  await checkPostgres(pool, logger);
  await checkRedis(redis, logger);
  await migrate(config.migrationDatabaseUrl ?? config.databaseUrl);
  await checkShards(redis, config.bufferShards);
  await insertSyncShards(pool, config.bufferShards);
  await forgetSilentProducers(redis, config.bufferShards);
  return { pool, componentPools, redis, run: createBufferRunner(redis) };
}

/** @throws RefusedByServerError where waiting would not help. */
async function waitUntilReachable(
  name: ServerName,
  ping: () => Promise<unknown>,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ping();
      return;
    } catch (error: unknown) {
      if (signal.aborted) throw error;
      throwIfRefused(name, error);
      // An error of several addresses has no message, but a code.
      const { message, code } = error as NodeJS.ErrnoException;
      const reason = message || code;
      if (attempt % 10 === 0) logger.warn({ reason }, `Waiting for ${name}`);
      await abortableDelay(1_000, signal);
    }
  }
}
