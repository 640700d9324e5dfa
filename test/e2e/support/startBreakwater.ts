import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A first build on a busy machine takes minutes. */
const PATIENCE_MS = 600_000;

/** What the tests need to know of the running system. */
export interface RunningBreakwater {
  readonly dashboardUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly dataDir: string;
}

/** The whole system as a newcomer starts it, but with the small preset and an hour a minute; one for all tests. */
export default async function startBreakwater(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-e2e-'));
  chmodSync(dataDir, 0o755);
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, DATA_DIR: dataDir, PRESET: 'seed', TIME_SCALE: '60', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitUntilReady(child, () => output);
  process.env['BREAKWATER_E2E'] = dataDir;
  return async () => {
    child.kill('SIGINT');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Where the system that startBreakwater started is. */
export function readRunning(): RunningBreakwater {
  const dataDir = process.env['BREAKWATER_E2E']!;
  const run = JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8')) as Omit<
    RunningBreakwater,
    'dataDir'
  >;
  return { ...run, dataDir };
}

async function waitUntilReady(child: ChildProcess, readOutput: () => string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!readOutput().includes('open it in a browser')) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGINT');
      throw new Error(`Breakwater did not start:\n${readOutput()}`);
    }
    await delay(100);
  }
  if (!existsSync(join('.next', 'BUILD_ID'))) throw new Error('The dashboard was not built');
}
