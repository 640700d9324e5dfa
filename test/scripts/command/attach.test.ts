import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeLock } from '../../../machine/lock.ts';
import { findServers } from '../../../scripts/command/attach.ts';
import { writeRunFile } from '../../../scripts/launch/embedded/runFile.ts';

const addresses = { databaseUrl: 'postgres://u:p@127.0.0.1:1/db', redisUrl: 'redis://:p@127.0.0.1:2' };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-attach-'));
  vi.stubEnv('DATA_DIR', dir);
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'OBSERVER_DATABASE_URL']) vi.stubEnv(name, '');
  writeRunFile(dir, addresses);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

test('the addresses of a run, with their passwords, count while it runs', () => {
  expect(() => findServers()).toThrow('No Breakwater runs here');
  const lock = takeLock(join(dir, 'lock'));
  expect(findServers()).toMatchObject(addresses);
  lock.release();
  expect(() => findServers()).toThrow('No Breakwater runs here');
});
