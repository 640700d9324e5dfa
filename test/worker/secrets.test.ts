import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from '../../db/pool.ts';
import { createRedisClient } from '../../redis/client.ts';
import { describeError } from '../../redis/describeError.ts';
import { createEnvironment, waitForExit } from '../../scripts/launch/embedded/child.ts';
import { createCaller } from '../../server/appRouter.ts';
import { answerFeed } from '../../server/http/feedRoute.ts';
import { answerHealth } from '../../server/http/healthRoute.ts';
import { createServices } from '../../server/createServices.ts';
import { EXIT_CONFIG } from '../../worker/config/exitCodes.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { REDIS_PASSWORD, type RedisNode, RedisNodes } from '../support/redisNodes.ts';

const PG_PASSWORD = 'pg:s@cret/wörd';
const WRONG = 'wr@ng/wörd';
const SECRETS = [PG_PASSWORD, REDIS_PASSWORD, WRONG].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
]);
const ROLE = `secret_${process.pid}`;

const nodes = new RedisNodes();
let databases: TestDatabases;
let superuser: pg.Client;
let redis: RedisNode;
beforeAll(async () => {
  databases = await createTestDatabases('redis://unused');
  superuser = new pg.Client({ connectionString: databases.databaseUrl });
  await superuser.connect();
  await superuser.query(`create role ${ROLE} superuser login password '${PG_PASSWORD}'`);
  redis = await nodes.start('redis', []);
});
afterAll(async () => {
  await superuser?.query(`drop role ${ROLE}`);
  await superuser?.end();
  await nodes.stop();
  await databases?.drop();
});

const databaseUrl = (password: string): string => {
  const url = new URL(databases.databaseUrl);
  url.username = ROLE;
  url.password = encodeURIComponent(password);
  return url.href;
};
const redisUrl = (password: string): string =>
  `redis://:${encodeURIComponent(password)}@127.0.0.1:${redis.port}`;

function expectNoSecret(text: string): void {
  for (const secret of SECRETS)
    expect(text.includes(secret), `${secret} in ${text.slice(0, 5_000)}`).toBe(false);
}

describe('a worker process', () => {
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await waitForExit(child);
    }
  });

  /** With the most talkative log. */
  function start(
    database: string,
    redisAddress: string,
  ): { readonly child: ChildProcess; readonly said: () => string } {
    const child = spawn(process.execPath, ['--import', './scripts/typescript.mjs', 'worker/main.ts'], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: createEnvironment({
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: database,
        REDIS_URL: redisAddress,
        METRICS_PORT: '0',
        PRESET: 'seed',
        STRATEGY: 'hybrid',
        TIME_SCALE: '600',
        LOG_LEVEL: 'trace',
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { child, said: () => text };
  }

  it.each([
    ['PostgreSQL', () => [databaseUrl(WRONG), redisUrl(REDIS_PASSWORD)] as const, 'DATABASE_URL (28P01)'],
    ['Redis', () => [databaseUrl(PG_PASSWORD), redisUrl(WRONG)] as const, 'REDIS_URL (WRONGPASS)'],
  ])('with a wrong password for %s it ends, says which, and shows none', async (_, urls, named) => {
    const { child, said } = start(...urls());
    await waitForExit(child);
    expect(said()).toContain(named);
    expect(child.exitCode).toBe(EXIT_CONFIG);
    expectNoSecret(said());
  });

  it('while it runs, and when both servers no longer take its passwords, it shows none', async () => {
    const { child, said } = start(databaseUrl(PG_PASSWORD), redisUrl(REDIS_PASSWORD));
    const url = await eventually(() => readUrl(said()));
    await eventually(() => expect(said()).toContain('RedisSyncJob synced'));
    await redis.ask('config', 'set', 'requirepass', 'another');
    await redis.ask('client', 'kill', 'type', 'normal', 'skipme', 'yes');
    await superuser.query(`alter role ${ROLE} password 'another'`);
    await superuser.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${ROLE}'`);
    await eventually(async () => {
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      expect(said()).toMatch(/WRONGPASS/);
      expect(said()).toMatch(/28P01/);
    });
    for (const path of ['/readyz', '/healthz', '/metrics', '/nowhere'])
      expectNoSecret(await (await fetch(url + path)).text());
    expectNoSecret(said());
    const proc = `/proc/${child.pid}`;
    expectNoSecret(readFileSync(`${proc}/cmdline`, 'utf8') + readFileSync(`${proc}/comm`, 'utf8'));
    await redis.ask('config', 'set', 'requirepass', REDIS_PASSWORD);
    await superuser.query(`alter role ${ROLE} password '${PG_PASSWORD}'`);
  });

  function readUrl(text: string): string {
    const found = /"url":"(http:[^"]+)\/metrics"/.exec(text)?.[1];
    if (found === undefined) throw new Error(`It serves nothing yet: ${text.slice(-2_000)}`);
    return found;
  }
});

describe('the web process', () => {
  it('answers without passwords where both servers refuse it', async () => {
    const errors: unknown[] = [];
    const onError = (error: Error): void => void errors.push(error);
    const url = databaseUrl(WRONG);
    const client = createRedisClient({ url: redisUrl(WRONG), name: 'web', onError });
    const pool = createPool({
      databaseUrl: url,
      applicationName: 'test',
      maxConnections: 1,
      onConnectionError: onError,
    });
    const config = parseConfig({ DATABASE_URL: url, REDIS_URL: redisUrl(WRONG) });
    const services = createServices(config, { pool, redis: client });
    const caller = createCaller({ services, granted: true, foreign: false });
    const asked = await Promise.allSettled([
      caller.overview.read(),
      caller.buffer.list({ limit: 10 }),
      caller.checkpoint.request(),
      caller.feed.list({ sort: 'new', limit: 10 }),
    ]);
    const outcomes = asked.map((each) => (each.status === 'fulfilled' ? each.value : flatten(each.reason)));
    expectNoSecret(JSON.stringify(outcomes));
    expectNoSecret(await (await answerHealth(services)).text());
    const feed = await answerFeed(services, { parameters: new URLSearchParams(), knownTags: undefined });
    expectNoSecret(JSON.stringify(feed));
    expect(errors.length).toBeGreaterThan(0);
    // As it is, such an error holds the command that failed, and with it the password.
    expect(errors.map((error) => JSON.stringify(error)).join('\n')).toContain(WRONG);
    expectNoSecret(errors.map((error) => JSON.stringify(describeError(error))).join('\n'));
    client.disconnect();
    await pool.end();
  });

  const flatten = (error: unknown): unknown =>
    error instanceof Error ? [error.name, error.message, Object.entries(error)] : error;
});
