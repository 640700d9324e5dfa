import { join } from 'node:path';
import { findHolder } from '../../machine/lock.ts';
import { ConfigError, parseConfig } from '../../worker/config/index.ts';
import { readRunFile, type RunFile } from '../launch/embedded/runFile.ts';
import { ArgumentError } from './arguments.ts';
import { locateDataDir } from './dataDir.ts';

/** The run that a command with `--server` works on. */
export interface FoundRun {
  readonly redisUrl: string;
  /** Undefined where only REDIS_URL says where it is. */
  readonly dashboardUrl: string | undefined;
  readonly dashboardToken: string | undefined;
  /** Null: the pipeline of npm start. */
  readonly server: string | null;
}

const NOTHING_RUNS =
  'No Breakwater runs here: start npm start or npm run watch, or set REDIS_URL to the Redis that it uses.';

/**
 * The running npm start; with `server`, or where only that runs, npm run watch. REDIS_URL and WATCHED win.
 * @throws ConfigError where nothing runs; ArgumentError where the server is not one of those that are watched.
 */
export function findRun(server: string | null): FoundRun {
  const config = parseConfig(process.env);
  const dataDir = locateDataDir(config.dataDir);
  const watching = readRun(join(dataDir, 'watch'));
  const names = config.watched.length > 0 ? config.watched : (watching.servers ?? []);
  const started = readRun(dataDir);
  const isPipeline =
    server === null && config.watched.length === 0 && (started.redisUrl !== undefined || names.length === 0);
  const run = isPipeline ? started : watching;
  const redisUrl = config.redisUrl ?? run.redisUrl;
  if (redisUrl === undefined) throw new ConfigError(NOTHING_RUNS);
  const found = { redisUrl, dashboardUrl: run.dashboardUrl, dashboardToken: config.dashboardToken };
  return { ...found, server: isPipeline ? null : chooseName(server, names) };
}

function chooseName(server: string | null, names: readonly string[]): string {
  const name = server ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && (names.length === 0 || names.includes(name))) return name;
  const given = name === undefined ? 'is missing' : `is ${JSON.stringify(name)}`;
  throw new ArgumentError(`--server ${given}: it takes ${names.join(', ')}`, { needsUsage: false });
}

const readRun = (dataDir: string): RunFile =>
  findHolder(join(dataDir, 'lock')) === null ? {} : readRunFile(dataDir);
