import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import { failsOver, listNodes, type RedisClient } from '../../redis/client.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { shardKeys } from '../../buffer/keys.ts';

/** A server is set up in a way that would lose data; the message says what to change. */
export class UnsafeServerError extends Error {
  override readonly name = 'UnsafeServerError';
}

/**
 * Warns where anybody may create in the schema of the tables: what they put there under a name that we use runs with our
 * rights (up to 14 everybody may create in public: https://www.postgresql.org/docs/18/ddl-schemas.html#DDL-SCHEMAS-PATTERNS).
 */
export async function checkPostgres(pool: pg.Pool, logger: Logger): Promise<void> {
  const result = await pool.query<{ name: string; schema: string | null; isOpen: boolean }>(`
    select pg_catalog.current_setting('server_version') as name, pg_catalog.current_schema() as schema,
      pg_catalog.has_schema_privilege('public', pg_catalog.current_schema()::pg_catalog.text, 'create') as "isOpen"`);
  const { name, schema, isOpen } = result.rows[0]!;
  if (isOpen) {
    logger.warn(
      { schema },
      "Every role of this database may create functions in the schema of Breakwater's tables, and so run theirs with your rights. " +
        `Run: REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC;`,
    );
  }
  logger.info({ version: name }, 'PostgreSQL connected');
}

/**
 * Refuses a Redis that may throw buffered rows away, and says what its settings can lose. In a cluster every node is
 * looked at: a replica may be the master tomorrow.
 * @throws UnsafeServerError where maxmemory-policy is not noeviction, or the version is below 6.2.
 */
export async function checkRedis(redis: RedisClient, logger: Logger): Promise<void> {
  const { masters, replicas } = listNodes(redis);
  for (const node of masters) await checkNode(redis, node);
  // One that does not answer now is no reason not to start.
  for (const node of replicas) await checkNode(redis, node).catch(throwUnsafe);
  await reportLossWindow(redis, masters[0]!, logger);
}

async function checkNode(redis: RedisClient, node: Redis): Promise<void> {
  const info = parseInfo(await node.info());
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    throw new UnsafeServerError(`Redis is ${version}: Breakwater needs 6.2 or newer, or Valkey.`);
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== 'noeviction') {
    throw new UnsafeServerError(
      `Redis has maxmemory-policy ${policy}: it would throw away rows that are not in PostgreSQL yet. ` +
        'Run: redis-cli config set maxmemory-policy noeviction (and set it in redis.conf).',
    );
  }
  if (info.get('cluster_enabled') === '1' && redis === node) {
    throw new UnsafeServerError(
      'REDIS_URL names one node of a Redis Cluster: it takes redis+cluster://HOST:PORT,HOST:PORT… for a cluster.',
    );
  }
}

function throwUnsafe(error: unknown): void {
  if (error instanceof UnsafeServerError) throw error;
}

async function reportLossWindow(redis: RedisClient, node: Redis, logger: Logger): Promise<void> {
  const info = parseInfo(await node.info());
  const version = info.get('valkey_version') ?? info.get('redis_version');
  if (info.get('aof_enabled') !== '1') {
    logger.warn(
      { version },
      'Redis runs without AOF: if it dies, every buffered update since its last snapshot is LOST. ' +
        'Run: redis-cli config set appendonly yes (and set it in redis.conf).',
    );
  } else {
    const fsync = await readSetting(node, 'appendfsync');
    logger.info(
      { version, appendfsync: fsync, lossWindow: LOSS_WINDOWS[fsync] ?? LOSS_WINDOWS['unknown'] },
      'Redis connected',
    );
  }
  if (failsOver(redis)) await reportFailoverWindow(redis, node, logger);
}

/** Replication is asynchronous: what a failover can lose is bounded by the masters' own settings. */
async function reportFailoverWindow(redis: RedisClient, node: Redis, logger: Logger): Promise<void> {
  const { masters, replicas } = listNodes(redis);
  const least = await readSetting(node, 'min-replicas-to-write');
  const facts = redis === node ? {} : { masters: masters.length, replicas: replicas.length };
  if (least !== '0') {
    const lag = await readSetting(node, 'min-replicas-max-lag');
    const failoverWindow = `what the new master had not received yet; at most the last ${lag} s`;
    logger.info({ ...facts, failoverWindow }, 'Redis fails over');
    return;
  }
  logger.warn(
    facts,
    'Redis fails over without min-replicas-to-write: a master that is cut off goes on taking updates, and they are LOST when ' +
      'another takes its place. Run on every node: redis-cli config set min-replicas-to-write 1 (and set it in redis.conf).',
  );
}

const LOSS_WINDOWS: Readonly<Record<string, string>> = {
  always: 'nothing, even if the machine loses power',
  everysec: 'up to 2 s of updates if Redis is killed, up to 3 s if the machine loses power',
  no: 'nothing if Redis is killed; up to 30 s of updates if the machine loses power',
  unknown: 'unknown: this role may not read appendfsync',
};

/** 'unknown' where this role may not read it. */
async function readSetting(node: Redis, name: string): Promise<string> {
  const reply: unknown = await node.config('GET', name).catch(() => []);
  return Array.isArray(reply) ? String(reply[1] ?? 'unknown') : 'unknown';
}

function parseInfo(text: string): Map<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/**
 * The number of shards is fixed while data is buffered: a token must be found where it was put.
 * @throws UnsafeServerError where another number of shards still holds data.
 */
export async function checkShards(redis: RedisClient, shards: number): Promise<void> {
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

async function countHeld(redis: RedisClient, shards: number): Promise<number> {
  const keys = Array.from({ length: shards }, (_, shard) => shardKeys(shard));
  const counts = await Promise.all(
    keys.flatMap(({ dirty, park, dead }) => [dirty, park, dead].map((key) => redis.zcard(key))),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
