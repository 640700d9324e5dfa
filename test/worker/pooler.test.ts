import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEnvironment } from '../../scripts/launch/embedded/child.ts';
import { EXIT_CONFIG } from '../../worker/config/exitCodes.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { ObservedServers } from '../support/observedServer.ts';
import { PgBouncer } from '../support/pgBouncer.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const servers = new ObservedServers();
const server = servers.create('main');
const poolers: PgBouncer[] = [];
let databases: TestDatabases;

beforeAll(async () => {
  databases = await createTestDatabases();
  await server.start();
});
afterAll(async () => {
  await Promise.all(poolers.map((pooler) => pooler.stop()));
  await servers.stop();
  await databases.drop();
});

it.each([
  { what: 'refuses synchronous_commit', ignores: [] },
  { what: 'drops synchronous_commit', ignores: ['options', 'statement_timeout'] },
])('does not start behind a pooler that $what, and says so in one line', async ({ ignores }) => {
  const pooler = await PgBouncer.start(servers.dir, server, { poolSize: 4, ignores });
  poolers.push(pooler);
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', './scripts/typescript.mjs', 'worker/main.ts'],
    {
      cwd: projectDir,
      env: createEnvironment({
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: pooler.url,
        REDIS_URL: databases.redisUrl,
        METRICS_PORT: '0',
      }),
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(
      /^A connection pooler at 127\.0\.0\.1:\d+ leaves out .* DATABASE_URL must lead to PostgreSQL itself/,
    ),
    '',
  ]);
  expect(status).toBe(EXIT_CONFIG);
});
