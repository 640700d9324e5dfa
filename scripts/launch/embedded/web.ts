import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AlreadyRunningError, type Lock, takeLock } from '../../../machine/lock.ts';
import { RUNS_TYPESCRIPT } from '../../../machine/typescript.ts';
import { stopChild, waitForExit } from './child.ts';

/** The sources of the built pages. */
const SOURCES = [
  'app',
  'server',
  'domain',
  'model',
  'db',
  'redis',
  'http',
  'machine',
  'observer',
  'buffer',
  'worker',
  'experiment',
];
const SOURCE_FILES = ['next.config.js', 'postcss.config.mjs', 'proxy.ts', 'package-lock.json'];
const STOP_PATIENCE_MS = 3_000;
const LOCK_POLL_MS = 250;

export interface WebProcess {
  readonly child: ChildProcess;
  /** Whether it answers now; false where it ended before it did. */
  readonly ready: Promise<boolean>;
  stop(): Promise<void>;
}

export interface WebOptions {
  readonly projectDir: string;
  readonly host: string;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Rebuilds pages as they change. */
  readonly development: boolean;
}

/**
 * Builds the dashboard unless its sources are those of the last build. Where another process builds it, waits for that.
 * @throws Error with the end of the build's output.
 */
export async function buildWeb(projectDir: string, say: (line: string) => void): Promise<void> {
  const stamp = join(projectDir, '.next', 'breakwater-sources');
  const sources = hashSources(projectDir);
  const isBuilt = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
  if (isBuilt()) return;
  const lock = await waitForLock(join(projectDir, '.data', 'build.lock'), (pid) =>
    say(`Dashboard: process ${pid} builds it; waiting …`),
  );
  try {
    if (isBuilt()) return;
    await build(projectDir, say);
    mkdirSync(join(projectDir, '.next'), { recursive: true });
    writeFileSync(stamp, sources);
  } finally {
    lock.release();
  }
}

async function waitForLock(file: string, onWait: (pid: number) => void): Promise<Lock> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return takeLock(file);
    } catch (error: unknown) {
      if (!(error instanceof AlreadyRunningError)) throw error;
      if (isFirst) onWait(error.pid);
      await delay(LOCK_POLL_MS);
    }
  }
}

async function build(projectDir: string, say: (line: string) => void): Promise<void> {
  say('Dashboard: building (once) …');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [nextBinary(projectDir), 'build'], {
    cwd: projectDir,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
  }
  await waitForExit(child);
  if (child.exitCode !== 0) throw new Error(`The dashboard could not be built:\n${output}`);
  say(`Dashboard: built in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

/** server/main.ts in a process of its own; quiet, its errors go to ours. */
export function startWebProcess(options: WebOptions): WebProcess {
  const { projectDir, host, port, environment, development } = options;
  const main = join(projectDir, 'server', 'main.ts');
  const child = spawn(process.execPath, [...RUNS_TYPESCRIPT, main], {
    cwd: projectDir,
    env: {
      ...environment,
      HOST: host,
      PORT: String(port),
      NODE_ENV: development ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    },
    detached: true,
    stdio: ['ignore', development ? 'inherit' : 'ignore', 'inherit', 'ipc'],
  });
  return {
    child,
    // Not by asking its port: another program may have it.
    ready: new Promise((resolve) => {
      child.once('message', () => resolve(true));
      child.once('exit', () => resolve(false));
    }),
    stop: () => stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: STOP_PATIENCE_MS }),
  };
}

function nextBinary(projectDir: string): string {
  return join(projectDir, 'node_modules', 'next', 'dist', 'bin', 'next');
}

function hashSources(projectDir: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
      return;
    }
    hash.update(relative(projectDir, path)).update(readFileSync(path));
  };
  for (const source of [...SOURCES, ...SOURCE_FILES]) add(join(projectDir, source));
  return hash.digest('hex');
}
