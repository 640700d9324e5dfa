import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../db/migrate.ts';
import { ensureDatabase, startPostgres } from '../../scripts/embedded/postgres.ts';
import { startRedis } from '../../scripts/embedded/redis.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string;
  }
}

/** One real PostgreSQL and one real Redis for the whole run; each test file has a database of its own in both. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
  chmodSync(dir, 0o755);
  const say = (): void => undefined;
  const settings = { max_connections: '200' };
  const postgres = await startPostgres({
    dir: join(dir, 'postgres'),
    wishedPort: undefined,
    settings,
    logFile: join(dir, 'postgres.log'),
    say,
  });
  const redis = await startRedis({
    dir: join(dir, 'redis'),
    wishedPort: undefined,
    appendfsync: 'no',
    logFile: join(dir, 'redis.log'),
    say,
  });
  await migrate(await ensureDatabase(postgres.url, 'breakwater_template'));
  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return async () => {
    await redis.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
