import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import { SETTINGS_KEY, shardKeys } from '../../redis/keys.ts';

const LEAST_PG_VERSION = 140_000;

/** A server is set up in a way that would lose data; the message says what to change. */
export class UnsafeServerError extends Error {
  override readonly name = 'UnsafeServerError';
}

/** @throws UnsafeServerError on PostgreSQL before 14. */
export async function checkPostgres(pool: pg.Pool, logger: Logger): Promise<void> {
  const result = await pool.query<{ version: number; name: string }>(
    `select current_setting('server_version_num')::integer as version, current_setting('server_version') as name`,
  );
  const { version, name } = result.rows[0]!;
  if (version < LEAST_PG_VERSION) {
    throw new UnsafeServerError(`PostgreSQL is ${name}: Breakwater needs 14 or newer.`);
  }
  logger.info({ version: name }, 'PostgreSQL connected');
}

/**
 * Refuses a Redis that may throw buffered rows away, and says what its settings can lose.
 * @throws UnsafeServerError where maxmemory-policy is not noeviction, or the version is below 6.2.
 */
export async function checkRedis(redis: Redis, logger: Logger): Promise<void> {
  const info = parseInfo(await redis.info());
  const [major = 0, minor = 0] = (info.get('redis_version') ?? '').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    throw new UnsafeServerError(
      `Redis is ${info.get('redis_version')}: Breakwater needs 6.2 or newer, or Valkey.`,
    );
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== 'noeviction') {
    throw new UnsafeServerError(
      `Redis has maxmemory-policy ${policy}: it would throw away rows that are not in PostgreSQL yet. ` +
        'Run: redis-cli config set maxmemory-policy noeviction (and set it in redis.conf).',
    );
  }
  await reportLossWindow(redis, info, logger);
}

async function reportLossWindow(
  redis: Redis,
  info: ReadonlyMap<string, string>,
  logger: Logger,
): Promise<void> {
  const version = info.get('valkey_version') ?? info.get('redis_version');
  if (info.get('aof_enabled') !== '1') {
    logger.warn(
      { version },
      'Redis runs without AOF: if it dies, every buffered update since its last snapshot is LOST. ' +
        'Run: redis-cli config set appendonly yes (and set it in redis.conf).',
    );
    return;
  }
  const fsync = await redis.config('GET', 'appendfsync').then(readSecond, () => 'unknown');
  logger.info(
    { version, appendfsync: fsync, lossWindow: LOSS_WINDOWS[fsync] ?? LOSS_WINDOWS['unknown'] },
    'Redis connected',
  );
}

const LOSS_WINDOWS: Readonly<Record<string, string>> = {
  always: 'nothing, even if the machine loses power',
  everysec: 'nothing if Redis is killed; up to 2 s of updates if the machine loses power',
  no: 'nothing if Redis is killed; up to 30 s of updates if the machine loses power',
  unknown: 'unknown: this role may not read appendfsync',
};

const readSecond = (reply: unknown): string =>
  Array.isArray(reply) ? String(reply[1] ?? 'unknown') : 'unknown';

function parseInfo(text: string): Map<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/**
 * The number of shards is fixed while data is buffered: a token must be found where it was put.
 * @throws UnsafeServerError where another number of shards still holds data.
 */
export async function checkShards(redis: Redis, shards: number): Promise<void> {
  const before = Number((await redis.hget(SETTINGS_KEY, 'shards')) ?? shards);
  const held = before === shards ? 0 : await countHeld(redis, before);
  if (held > 0) {
    throw new UnsafeServerError(
      `BUFFER_SHARDS is ${shards}, but ${held} entries are still held in ${before} shards. Start once more with ` +
        `BUFFER_SHARDS=${before} and "npm run strategy -- direct" to drain them, then change it.`,
    );
  }
  await redis.hset(SETTINGS_KEY, 'shards', shards);
}

async function countHeld(redis: Redis, shards: number): Promise<number> {
  const keys = Array.from({ length: shards }, (_, shard) => shardKeys(shard));
  const counts = await Promise.all(
    keys.flatMap(({ dirty, park, dead }) => [dirty, park, dead].map((key) => redis.zcard(key))),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
