import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { listChildren } from '../../../scripts/verify/truth/freeze.ts';
import { eventually } from '../../support/eventually.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));

let dir: string;
let npm: ChildProcess | undefined;
let started: readonly number[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-npm-'));
});
afterEach(() => {
  for (const pid of [npm!.pid!, ...started].filter(runs)) process.kill(pid, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const listDescendants = (pid: number): number[] =>
  listChildren(pid).flatMap((child) => [child, ...listDescendants(child)]);

/** One that has ended may still wait for somebody to ask how. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Runs a command as a person does; resolves once its output holds `until`. */
async function run(until: string, ...args: readonly string[]): Promise<void> {
  npm = spawn('npm', ['run', ...args], {
    cwd: projectDir,
    env: { ...process.env, DATA_DIR: dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout!, npm.stderr!]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  await eventually(() => expect(output).toContain(until));
  started = listDescendants(npm.pid!);
}

describe.each(['SIGTERM', 'SIGKILL'] as const)('%s to npm ends all that it started', (signal) => {
  test('a command that watches', async () => {
    await run('"type":"view"', 'observe', '--', inject('postgresUrl'), '--json');
    expect(started.length).toBeGreaterThan(0);
    npm!.kill(signal);
    await eventually(() => expect(started.filter(runs)).toEqual([]));
  });

  test('an exporter', async () => {
    await run('Metrics: http', 'observe', '--', inject('postgresUrl'), '--metrics', '127.0.0.1:0');
    npm!.kill(signal);
    await eventually(() => expect(started.filter(runs)).toEqual([]));
  });

  test('one with servers of its own, and one that handles the signal itself', async () => {
    await run('Preparing', 'compare', '--', '--arms', 'direct,hybrid', '--preset', 'seed');
    await eventually(() => {
      started = listDescendants(npm!.pid!);
      const commands = started.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      expect(commands.some((command) => command.includes('postgres'))).toBe(true);
    });
    npm!.kill(signal);
    await eventually(() => expect(started.filter(runs)).toEqual([]));
  });
});
