import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findHolder } from '../machine/lock.ts';
import { ConfigError, parseConfig } from '../worker/config/index.ts';
import { readRunFile } from './embedded/runFile.ts';
import { complain } from './terminal.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

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

/** Runs a command; an error becomes one line and exit code 1. */
export async function runCommand(run: () => Promise<void>): Promise<void> {
  try {
    await run();
    process.exit(0);
  } catch (error: unknown) {
    complain(error);
    process.exit(1);
  }
}
