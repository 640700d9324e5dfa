import { join } from 'node:path';
import { findHolder } from '../../machine/lock.ts';
import { type Asked, RefusedByServerError } from '../../domain/refusal.ts';
import { type Config, ConfigError, parseConfig } from '../../worker/config/index.ts';
import { probeServers } from '../../worker/config/probeServers.ts';
import { readRunFile } from '../launch/embedded/runFile.ts';
import { locateDataDir } from './dataDir.ts';

/**
 * Where the servers of the running `npm start` are; DATABASE_URL and REDIS_URL win. Once it has ended, others may listen
 * at its addresses, and would be sent the passwords in them.
 * @throws ConfigError if neither says.
 */
export function findServers(): { databaseUrl: string; redisUrl: string } {
  const config = parseConfig(process.env);
  const run = readRun(config);
  const databaseUrl = config.databaseUrl ?? run.databaseUrl;
  const redisUrl = config.redisUrl ?? run.redisUrl;
  if (databaseUrl === undefined || redisUrl === undefined) {
    throw new ConfigError(
      'No Breakwater runs here: start one with npm start, or set DATABASE_URL and REDIS_URL.',
    );
  }
  return { databaseUrl, redisUrl };
}

/**
 * The same, once both servers are known to answer.
 * @throws RefusedByServerError naming why one does not.
 */
export async function reachServers(): Promise<ReturnType<typeof findServers>> {
  const servers = findServers();
  const [fault] = await probeServers(servers);
  if (fault !== undefined) throw new RefusedByServerError(fault);
  return servers;
}

/**
 * The PostgreSQL to observe: OBSERVER_DATABASE_URL, or DATABASE_URL, or that of the running `npm start`.
 * @throws ConfigError if none of them says.
 */
export function findObserved(): Asked {
  const config = parseConfig(process.env);
  if (config.observerDatabaseUrl !== undefined)
    return { name: 'OBSERVER_DATABASE_URL', url: config.observerDatabaseUrl };
  const url = config.databaseUrl ?? readRun(config).databaseUrl;
  if (url !== undefined) return { name: 'DATABASE_URL', url };
  throw new ConfigError(
    'No Breakwater runs here: give a URL, start one with npm start, or set DATABASE_URL.',
  );
}

function readRun(config: Config): ReturnType<typeof readRunFile> {
  const dataDir = locateDataDir(config.dataDir);
  return findHolder(join(dataDir, 'lock')) === null ? {} : readRunFile(dataDir);
}
