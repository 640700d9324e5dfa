import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { createPool } from '../db/pool.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createHistory } from '../redis/history.ts';
import { createBufferRunner } from '../buffer/scripts.ts';
import { type Config, ConfigError } from '../worker/config/index.ts';
import { LoginLimit } from './access/LoginLimit.ts';
import { SharedRun } from './actions/SharedRun.ts';
import { LiveHub } from './live/LiveHub.ts';
import { RecentHistory } from './live/recentHistory.ts';
import { EntryReader } from './readers/EntryReader.ts';
import { readOverview } from './readers/overview.ts';
import { PartWatch } from './readers/PartWatch.ts';
import { PostgresReader } from './readers/PostgresReader.ts';
import { RecentReads } from './readers/RecentReads.ts';
import { RedisReader } from './readers/RedisReader.ts';
import type { Services } from './services.ts';

const MAX_FEED_PAGES = 100;

interface Connections {
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
}

export function createServices(config: Config, { pool, redis }: Connections): Services {
  const run = createBufferRunner(redis);
  const history = createHistory(redis);
  const services: Services = {
    config,
    pool,
    redis,
    run,
    history,
    postgresState: new PostgresReader(pool),
    redisState: new RedisReader({ redis, history }),
    entries: new EntryReader({ redis, run }),
    figuresWatch: new PartWatch(),
    liveHub: new LiveHub({
      readOverview: () => readOverview(services),
      recent: new RecentHistory({ redis, history }),
    }),
    feedAnswers: new RecentReads(),
    lastFeedPages: new LRUCache({ max: MAX_FEED_PAGES }),
    loginLimit: new LoginLimit(),
    checkpointRun: new SharedRun(),
    stopping: new AbortController(),
  };
  return services;
}

/** @throws ConfigError where DATABASE_URL or REDIS_URL is not set. */
export function connect({ databaseUrl, redisUrl }: Config): Connections {
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
  return { pool, redis };
}
