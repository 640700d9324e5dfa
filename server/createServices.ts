import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { createPool } from '../db/pool.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createHistory } from '../redis/history.ts';
import { followWatchedHistory } from '../redis/watchedHistory.ts';
import { createBufferRunner } from '../buffer/scripts.ts';
import { type Config, ConfigError } from '../worker/config/index.ts';
import { LoginLimit } from './access/LoginLimit.ts';
import { SharedRun } from './actions/SharedRun.ts';
import { LiveHub } from './live/LiveHub.ts';
import { RecentHistory } from './live/recentHistory.ts';
import { LogImporter } from './logs/LogImporter.ts';
import { EntryReader } from './readers/EntryReader.ts';
import { OwnHotReader, WatchedHotReader } from './readers/hotPreventers.ts';
import { readOverview } from './readers/overview.ts';
import { PartWatch } from './readers/PartWatch.ts';
import { PostgresReader } from './readers/PostgresReader.ts';
import { RecentReads } from './readers/RecentReads.ts';
import { RedisReader } from './readers/RedisReader.ts';
import { WatchedPostgres } from './readers/WatchedPostgres.ts';
import type { PipelineServices, Services } from './services.ts';

const MAX_FEED_PAGES = 100;
/** A page waits no longer for one command. */
const READ_TIMEOUT_MS = 4_000;

interface Connections {
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
}

export function createServices(config: Config, { pool, redis }: Connections): PipelineServices {
  const run = createBufferRunner(redis);
  const stopping = new AbortController();
  const history = createHistory(redis);
  const services: PipelineServices = {
    config,
    system: { pipeline: true, server: null, servers: [], buffers: true },
    pool,
    redis,
    bufferRedis: connectBuffers(config) ?? redis,
    run,
    history,
    postgresState: new PostgresReader(pool),
    redisState: new RedisReader({ redis, history, watched: null }),
    hotReader: new OwnHotReader(pool),
    entries: new EntryReader({ redis, run }),
    figuresWatch: new PartWatch(),
    liveHub: new LiveHub({
      readOverview: () => readOverview(services),
      recent: new RecentHistory({ history }),
    }),
    feedAnswers: new RecentReads(),
    lastFeedPages: new LRUCache({ max: MAX_FEED_PAGES }),
    loginLimit: new LoginLimit(),
    checkpointRun: new SharedRun(),
    logImporter: new LogImporter({ redis, stopping: stopping.signal }),
    stopping,
  };
  return services;
}

/** For each watched server what shows it: all of it is read from Redis, nothing from the server. */
export function createWatchServices(config: Config, redis: RedisClient): readonly Services[] {
  const bufferRedis = connectBuffers(config);
  const stopping = new AbortController();
  const logImporter = new LogImporter({ redis, stopping: stopping.signal });
  const shared = { config, redis, bufferRedis, loginLimit: new LoginLimit(), logImporter, stopping };
  return config.watched.map((name) => {
    const history = followWatchedHistory(redis, name);
    const redisState = new RedisReader({ redis, history, watched: name });
    const services: Services = {
      ...shared,
      system: {
        pipeline: false,
        server: name,
        servers: config.watched,
        buffers: bufferRedis !== null,
      },
      history,
      redisState,
      hotReader: new WatchedHotReader(redis, name),
      postgresState: new WatchedPostgres(redisState),
      figuresWatch: new PartWatch(),
      liveHub: new LiveHub({
        readOverview: () => readOverview(services),
        recent: new RecentHistory({ history }),
      }),
    };
    return services;
  });
}

const connectBuffers = ({ bufferRedisUrl }: Config): RedisClient | null =>
  bufferRedisUrl === undefined ? null : connectRedis(bufferRedisUrl);

/** @throws ConfigError where DATABASE_URL or REDIS_URL is not set. */
export function connect({ databaseUrl, redisUrl }: Config): Connections {
  if (databaseUrl === undefined || redisUrl === undefined) {
    throw new ConfigError('DATABASE_URL and REDIS_URL must be set: use npm start for the embedded servers');
  }
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater web',
    maxConnections: 10,
    onConnectionError: () => undefined,
  });
  return { pool, redis: connectRedis(redisUrl) };
}

/** @throws ConfigError where REDIS_URL is not set. */
export function connectHistory({ redisUrl }: Config): RedisClient {
  if (redisUrl === undefined) throw new ConfigError('REDIS_URL must be set: use npm run watch');
  return connectRedis(redisUrl);
}

const connectRedis = (url: string): RedisClient =>
  createRedisClient({ url, name: 'web', onError: () => undefined, commandTimeoutMs: READ_TIMEOUT_MS });
