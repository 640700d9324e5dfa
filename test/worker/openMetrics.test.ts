import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEnvironment, stopChild } from '../../scripts/launch/embedded/child.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

const TOKEN = 'a token of some length';
const WARNING = /Whoever reaches this port can read \/metrics and \/readyz: set METRICS_TOKEN/;

let databases: TestDatabases;
let child: ChildProcess;
beforeEach(async () => {
  databases = await createTestDatabases();
});
afterEach(async () => {
  await stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 5_000 });
  await databases.drop();
});

/** All that a worker says, which is stopped as soon as it serves its metrics. */
async function listen(variables: Readonly<Record<string, string>>): Promise<string> {
  const { databaseUrl, redisUrl } = databases;
  child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: createEnvironment({
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      DASHBOARD_TOKEN: TOKEN,
      METRICS_PORT: '0',
      SOURCE: 'replay:-',
      ...variables,
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child.stdout!, 'close');
  await eventually(() => expect(output).toContain('Metrics served'));
  await stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 5_000 });
  await ended;
  return output;
}

// Loopback all the same, under a name that counts as others'.
it('a worker whose metrics others can read warns in one line, unless they need a token', async () => {
  const HOST = '::ffff:127.0.0.1';
  expect((await listen({ HOST })).split('\n').filter((line) => WARNING.test(line))).toHaveLength(1);
  expect(await listen({ HOST, METRICS_TOKEN: TOKEN })).not.toMatch(WARNING);
});
