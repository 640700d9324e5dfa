import type pg from 'pg';
import { createPool } from '../db/pool.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createHistory, type History } from '../redis/history.ts';
import { createBufferRunner, type RunBufferScript } from '../buffer/scripts.ts';
import { type Config, ConfigError, parseConfig } from '../worker/config/index.ts';

/** What readers and routers work with. */
export interface Services {
  readonly config: Config;
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  readonly history: History;
}

/** Next loads a module once per bundle; the process has one set of connections all the same. */
const holder = globalThis as { breakwaterServices?: Services };

/** @throws ConfigError where DATABASE_URL or REDIS_URL is not set. */
export function getServices(): Services {
  // oxlint-disable-next-line node/no-process-env -- the web process has no composition root of its own
  return (holder.breakwaterServices ??= createServices(parseConfig(process.env)));
}

function createServices(config: Config): Services {
  const { databaseUrl, redisUrl } = config;
  if (databaseUrl === undefined || redisUrl === undefined) {
    throw new ConfigError('DATABASE_URL and REDIS_URL must be set: use npm start for the embedded servers');
  }
  const onError = (): void => undefined;
  const redis = createRedisClient({ url: redisUrl, name: 'web', onError });
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater web',
    maxConnections: 10,
    onConnectionError: onError,
  });
  return { config, pool, redis, run: createBufferRunner(redis), history: createHistory(redis) };
}
