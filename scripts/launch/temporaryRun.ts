import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeTree } from '../../machine/files.ts';
import { waitForExit } from './embedded/child.ts';
import { projectDir } from '../../machine/projectDir.ts';

/** A first build on a busy machine takes minutes. */
const PATIENCE_MS = 600_000;

export interface TemporaryRun {
  /** Holds run.json, which says where everything is. */
  readonly dataDir: string;
  /** Id of the process below which all others run. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** The whole system as a newcomer starts it, with data of its own that go when it stops. */
export async function startTemporaryRun(variables: Readonly<Record<string, string>>): Promise<TemporaryRun> {
  const dataDir = createDataDir();
  const child = spawn(process.execPath, [join(projectDir, 'scripts', 'run.mjs'), 'start'], {
    cwd: projectDir,
    env: { ...process.env, ...variables, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await waitUntilReady(child);
  return {
    dataDir,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGINT');
      await waitForExit(child);
      removeTree(dataDir);
    },
  };
}

/** Where PostgreSQL may enter, also as another user. */
export function createDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-run-'));
  chmodSync(dataDir, 0o755);
  return dataDir;
}

async function waitUntilReady(child: ChildProcess): Promise<void> {
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const deadline = performance.now() + PATIENCE_MS;
  while (!output.includes('open it in a browser')) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGINT');
      throw new Error(`Breakwater did not start:\n${output}`);
    }
    await delay(100);
  }
  if (!existsSync(join(projectDir, '.next', 'BUILD_ID'))) throw new Error('The dashboard was not built');
}
