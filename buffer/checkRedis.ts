import type { Cluster, Redis } from 'ioredis';

/** Redis is set up in a way that loses data; the message says what to change. */
export class UnsafeRedisError extends Error {
  override readonly name = 'UnsafeRedisError';
}

/**
 * Refuses a Redis that may throw buffered rows away; for sums one that may lose what it acknowledged.
 * @throws UnsafeRedisError
 */
export async function checkRedis(
  redis: Redis | Cluster,
  { forSums }: { readonly forSums: boolean },
): Promise<void> {
  const nodes = 'nodes' in redis ? redis.nodes('master') : [redis];
  for (const node of nodes) checkMemory(await readInfo(node));
  if (!forSums) return;
  if ('nodes' in redis || Boolean(redis.options.sentinels))
    throw new UnsafeRedisError(
      "merge 'add' needs a single Redis: a failover loses what the new master has not received yet, and a sum cannot be " +
        'fixed. Use a server of its own for this buffer.',
    );
  const info = await readInfo(redis);
  const fsync = info.get('aof_enabled') === '1' ? await readFsync(redis) : 'off';
  if (fsync !== 'always')
    throw new UnsafeRedisError(
      `merge 'add' needs appendonly yes and appendfsync always, or a Redis that dies counts twice; found ${FOUND[fsync] ?? fsync}. ` +
        'Run: redis-cli config set appendonly yes; redis-cli config set appendfsync always (and set both in redis.conf).',
    );
}

const FOUND: Readonly<Record<string, string>> = {
  off: 'appendonly no',
  unknown: 'that this user may not read the setting (CONFIG GET)',
};

function checkMemory(info: ReadonlyMap<string, string>): void {
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    throw new UnsafeRedisError(`Redis is ${version}: breakwater-buffer needs 6.2 or newer, or Valkey.`);
  const policy = info.get('maxmemory_policy');
  if (policy !== 'noeviction')
    throw new UnsafeRedisError(
      `Redis has maxmemory-policy ${policy}: it would throw away rows that are not in PostgreSQL yet. ` +
        'Run: redis-cli config set maxmemory-policy noeviction (and set it in redis.conf).',
    );
}

async function readInfo(node: Redis): Promise<ReadonlyMap<string, string>> {
  const lines = (await node.info()).split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

async function readFsync(node: Redis): Promise<string> {
  const reply: unknown = await node.config('GET', 'appendfsync').catch(() => []);
  const found: unknown = Array.isArray(reply) ? reply[1] : (reply as { appendfsync?: unknown }).appendfsync;
  return typeof found === 'string' ? found : 'unknown';
}
