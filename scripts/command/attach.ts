import { join, resolve } from 'node:path';
import { findHolder } from '../../machine/lock.ts';
import { ConfigError, parseConfig } from '../../worker/config/index.ts';
import { readRunFile } from '../launch/embedded/runFile.ts';
import { projectDir } from '../../machine/projectDir.ts';

/**
 * Where the servers of the running `npm start` are; DATABASE_URL and REDIS_URL win. Once it has ended, others may listen
 * at its addresses, and would be sent the passwords in them.
 * @throws ConfigError if neither says.
 */
export function findServers(): { databaseUrl: string; observerDatabaseUrl: string; redisUrl: string } {
  const config = parseConfig(process.env);
  const dataDir = resolve(projectDir, config.dataDir);
  const run = findHolder(join(dataDir, 'lock')) === null ? {} : readRunFile(dataDir);
  const databaseUrl = config.databaseUrl ?? run.databaseUrl;
  const redisUrl = config.redisUrl ?? run.redisUrl;
  if (databaseUrl === undefined || redisUrl === undefined) {
    throw new ConfigError(
      'No Breakwater runs here: start one with npm start, or set DATABASE_URL and REDIS_URL.',
    );
  }
  return { databaseUrl, observerDatabaseUrl: config.observerDatabaseUrl ?? databaseUrl, redisUrl };
}
