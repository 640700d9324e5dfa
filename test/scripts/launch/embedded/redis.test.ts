import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseMaxMemory, type RedisServer, startRedis } from '../../../../scripts/launch/embedded/redis.ts';
import { createThief } from '../../../support/portThief.ts';

const GIB = 1024 ** 3;
const isRoot = process.getuid?.() === 0;

let dir: string;
let server: RedisServer | undefined;
let other: ChildProcess | undefined;
const said: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-embedded-redis-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  other?.kill('SIGKILL');
  other = undefined;
  said.length = 0;
  rmSync(dir, { recursive: true, force: true });
});

const start = async (): Promise<RedisServer> =>
  (server = await startRedis({
    dir: join(dir, 'redis'),
    wishedPort: undefined,
    appendfsync: 'no',
    logFile: join(dir, 'redis.log'),
    say: (line) => said.push(line),
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

test('a server that an earlier run left is stopped, and what it held is served again', async () => {
  const first = await start();
  const client = new Redis(first.url);
  await client.set('kept', 'yes');
  client.disconnect();
  const second = new Redis((await start()).url);
  expect(said).toEqual(['Redis: stopped the server that an earlier run left']);
  expect([first.child.exitCode, await second.get('kept')]).toEqual([0, 'yes']);
  second.disconnect();
});

test('an unrelated process that has the id of that server by now is left alone', async () => {
  const { port } = await start();
  await server!.stop();
  const wait = 'setInterval(() => undefined, 1000)';
  other = spawn(process.execPath, ['-e', wait, `127.0.0.1:${port}`], { stdio: 'ignore' });
  writeFileSync(join(dir, 'redis', 'redis.pid'), `${other.pid}\n`);
  const [, began] = readFileSync(join(dir, 'redis', 'server.process'), 'utf8').split(' ');
  writeFileSync(join(dir, 'redis', 'server.process'), `${other.pid} ${began}`);
  await start();
  expect([other.exitCode, other.signalCode, said]).toEqual([null, null, []]);
});

test('files with secrets are readable by their owner only, also where they were by others', async () => {
  await start();
  await server!.stop();
  const files = ['redis/password', 'redis/breakwater-redis.conf', 'redis.log'].map((name) => join(dir, name));
  for (const file of files) chmodSync(file, 0o666);
  await start();
  for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.runIf(isRoot)('the password is sent to no other user who has taken the port', async () => {
  chmodSync(dir, 0o755);
  const thief = createThief(dir, 'redis-server', Buffer.from('-NOAUTH\r\n'));
  vi.stubEnv('PATH', `${thief.binDir}:${process.env['PATH']}`);
  await expect(
    startRedis({
      dir: join(dir, 'redis'),
      wishedPort: undefined,
      appendfsync: 'no',
      logFile: join(dir, 'redis.log'),
      say: () => undefined,
      environment: { PATH: process.env['PATH']! },
    }),
  ).rejects.toThrow('Redis did not start');
  vi.unstubAllEnvs();
  const password = readFileSync(join(dir, 'redis', 'password'), 'utf8').trim();
  expect(thief.readNotes()).not.toContain(password);
});
