import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseMaxMemory, type RedisServer, startRedis } from '../../../scripts/embedded/redis.ts';

const GIB = 1024 ** 3;

let dir: string;
let server: RedisServer | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-embedded-redis-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const start = async (): Promise<RedisServer> =>
  (server = await startRedis({
    dir: join(dir, 'redis'),
    wishedPort: undefined,
    appendfsync: 'no',
    logFile: join(dir, 'redis.log'),
    say: () => undefined,
  }));

test('its memory is bounded, and nothing is evicted at the bound', async () => {
  const client = new Redis((await start()).url);
  const [, bytes] = (await client.config('GET', 'maxmemory')) as [string, string];
  expect(Number(bytes)).toBeGreaterThan(0);
  expect(Number(bytes)).toBeLessThanOrEqual(2 * GIB);
  expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  client.disconnect();
});

test.each([
  [4 * GIB, undefined, GIB],
  [64 * GIB, 0, 2 * GIB],
  [64 * GIB, 2 * GIB, GIB / 2],
  [4 * GIB, 2 ** 60, GIB],
])('of %i bytes, %s of them allowed, Redis takes %i', (total, constrained, expected) => {
  expect(chooseMaxMemory(total, constrained)).toBe(expected);
});
