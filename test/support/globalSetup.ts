import type { TestProject } from 'vitest/node';
import { migrate } from '../../db/migrate.ts';
import { ensureDatabase } from '../../scripts/launch/embedded/postgres.ts';
import { startTemporaryServers } from '../../scripts/launch/temporaryServers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string;
  }
}

/** One real PostgreSQL and one real Redis for the whole run; each test file has a database of its own in both. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startTemporaryServers({ settings: { max_connections: '200' }, appendfsync: 'no' });
  await migrate(await ensureDatabase(servers.postgresUrl, 'breakwater_template'));
  project.provide('postgresUrl', servers.postgresUrl);
  project.provide('redisUrl', servers.redisUrl);
  return servers.stop;
}
