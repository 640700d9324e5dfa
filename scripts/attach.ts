import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, parseConfig } from '../worker/config/index.ts';
import { readRunFile } from './embedded/runFile.ts';
import { complain } from './terminal.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

/**
 * Where the servers of the last `npm start` are; DATABASE_URL and REDIS_URL win.
 * @throws ConfigError if neither says.
 */
export function findServers(): { databaseUrl: string; observerDatabaseUrl: string; redisUrl: string } {
  const config = parseConfig(process.env);
  const run = readRunFile(resolve(projectDir, config.dataDir));
  const databaseUrl = config.databaseUrl ?? run.databaseUrl;
  const redisUrl = config.redisUrl ?? run.redisUrl;
  if (databaseUrl === undefined || redisUrl === undefined) {
    throw new ConfigError(
      'No Breakwater has run here yet: start one with npm start, or set DATABASE_URL and REDIS_URL.',
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
