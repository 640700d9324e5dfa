import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mark } from '../../domain/marks.ts';
import { createHistory } from '../../redis/history.ts';
import { keepWatchedIdentity, openWatchedHistory } from '../../redis/watchedHistory.ts';
import { runsCommand } from '../support/command.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';

let databases: TestDatabases;
let redis: Redis;
let dataDir: string;
beforeAll(async () => {
  databases = await createTestDatabases();
  redis = new Redis(databases.redisUrl);
  dataDir = mkdtempSync(join(tmpdir(), 'breakwater-mark-'));
});
afterAll(async () => {
  redis.disconnect();
  rmSync(dataDir, { recursive: true });
  await databases.drop();
});

async function mark(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const { REDIS_URL: _redis, WATCHED: _watched, ...own } = process.env;
  const child = spawn(process.execPath, runsCommand('mark', ...args), {
    env: { ...own, DATA_DIR: dataDir, ...variables },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out: out.trim(), err: err.trim() };
}
const readMarks = (prefix: ReturnType<typeof createHistory>) =>
  prefix.readEvents<Mark>('marks', { from: 0, to: Date.now() + 1_000, limit: 10 });

it('marks the pipeline', async () => {
  const { code, out } = await mark(['index', 'dropped'], { REDIS_URL: databases.redisUrl });
  expect([code, out]).toEqual([0, expect.stringMatching(/^Marked at \S+: index dropped$/)]);
  expect((await readMarks(createHistory(redis))).map(({ value }) => value)).toEqual([
    { kind: 'note', text: 'index dropped' },
  ]);
});

it('marks one watched server of several, by its name', async () => {
  await keepWatchedIdentity(redis, 'orders', '42');
  const watch = { REDIS_URL: databases.redisUrl, WATCHED: 'orders,stock' };
  const { code, out } = await mark(['deployed', '--server', 'orders'], watch);
  expect([code, out]).toEqual([0, expect.stringMatching(/^Marked on orders at \S+: deployed$/)]);
  expect(await readMarks(openWatchedHistory(redis, 'orders', '42'))).toHaveLength(1);
  expect(await mark(['deployed'], watch)).toMatchObject({
    code: 2,
    err: '--server is missing: it takes orders, stock',
  });
  expect(await mark(['deployed', '--server', 'other'], watch)).toMatchObject({
    code: 2,
    err: '--server is "other": it takes orders, stock',
  });
  expect((await mark(['deployed', '--server', 'stock'], watch)).err).toContain(
    'No server called "stock" was ever observed',
  );
});

it('says in one line what is wrong, and the remedy', async () => {
  expect(await mark(['x'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^No Breakwater runs here: start npm start or npm run watch.*$/),
  });
  expect(await mark([''], { REDIS_URL: databases.redisUrl })).toMatchObject({
    code: 2,
    err: 'The text is "": it takes one line of 1 to 80 characters',
  });
  expect((await mark(['x'], { REDIS_URL: 'redis://127.0.0.1:9' })).err).toMatch(
    /^Nothing listens at 127\.0\.0\.1:9 \(ECONNREFUSED\).*$/,
  );
});
