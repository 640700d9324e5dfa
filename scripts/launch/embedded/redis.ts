import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { claimDirectory, findTrustedOwners } from '../../../machine/claimDirectory.ts';
import { openLog, readOwnFile, replaceFile } from '../../../machine/files.ts';
import { listensAs } from '../../../machine/listeners.ts';
import { createEnvironment, stopChild } from './child.ts';
import { noteServer, stopLeftover } from './leftover.ts';
import { chooseFreePort } from './ports.ts';

const READY_PATIENCE_MS = 60_000;
/** The other three quarters are for PostgreSQL, worker and dashboard. A day of buffered updates needs far below 2 GiB. */
const MEMORY_SHARE = 1 / 4;
const MAX_MEMORY_BYTES = 2 * 1024 ** 3;

export interface RedisOptions {
  readonly dir: string;
  /** Taken if it is free. */
  readonly wishedPort: number | undefined;
  /** always: nothing is lost even if the machine loses power. */
  readonly appendfsync: 'always' | 'everysec' | 'no';
  readonly logFile: string;
  readonly say: (line: string) => void;
  /** Variables of the server's process; nothing of our own is handed on. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RedisServer {
  /** Logical database 0. */
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** The first of redis-server and valkey-server on PATH; undefined if there is neither. */
export function findRedisBinary(): string | undefined {
  return ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
}

/** Runs Redis with an append-only file and without eviction: what is buffered survives a kill. */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const binary = findRedisBinary();
  if (binary === undefined) throw new Error('Neither redis-server nor valkey-server is on PATH.');
  claimDirectory(options.dir, 0o700);
  const password = readOrCreatePassword(options.dir);
  if (await stopLeftover(options.dir, 'SIGTERM')) {
    options.say('Redis: stopped the server that an earlier run left');
  }
  const port = await chooseFreePort(options.wishedPort);
  const config = writeConfig(options, port, password);
  const log = openLog(options.logFile);
  const child = spawn(binary, [config], {
    cwd: options.dir,
    env: createEnvironment(options.environment),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  noteServer(options.dir, child);
  const url = `redis://:${password}@127.0.0.1:${port}`;
  await waitUntilReady(url, child, { port, logFile: options.logFile });
  return {
    url,
    port,
    child,
    stop: () => stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 8_000 }),
  };
}

function readOrCreatePassword(dir: string): string {
  const file = join(dir, 'password');
  const password = readOwnFile(file, findTrustedOwners())?.trim() ?? randomBytes(24).toString('hex');
  replaceFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** The password is in a file that only its owner reads, never on a command line. */
function writeConfig(options: RedisOptions, port: number, password: string): string {
  const file = join(options.dir, 'breakwater-redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    'daemonize no',
    `dir "${options.dir}"`,
    `requirepass ${password}`,
    'appendonly yes',
    `appendfsync ${options.appendfsync}`,
    'save ""',
    `maxmemory ${chooseMaxMemory(totalmem(), process.constrainedMemory())}`,
    'maxmemory-policy noeviction',
    'databases 256',
  ];
  replaceFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/** `constrained`: what a container allows; 0 or undefined where nothing does. Above it the kernel would end Redis. */
export function chooseMaxMemory(total: number, constrained: number | undefined): number {
  const available = constrained ? Math.min(total, constrained) : total;
  return Math.min(MAX_MEMORY_BYTES, Math.floor(available * MEMORY_SHARE));
}

async function waitUntilReady(
  url: string,
  child: ChildProcess,
  { port, logFile }: { readonly port: number; readonly logFile: string },
): Promise<void> {
  let failure: unknown;
  child.once('error', (error) => (failure = error));
  const deadline = performance.now() + READY_PATIENCE_MS;
  while (performance.now() < deadline && failure === undefined && child.exitCode === null) {
    // Another user's program may have taken the port meanwhile: it would be sent the password.
    if (listensAs(process.getuid?.() ?? 0, port) !== false && (await answersPing(url))) return;
    await delay(50);
  }
  child.kill('SIGKILL');
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  throw new Error(`Redis did not start. The end of its log (${logFile}):\n${lines}`, { cause: failure });
}

async function answersPing(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
