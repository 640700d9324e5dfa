import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEnvironment, stopChild } from '../../scripts/launch/embedded/child.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const SYMBOL = 'S\u001b[2J\u009b31m\u202e';

let databases: TestDatabases;
let dir: string;
let child: ChildProcess;
beforeEach(async () => {
  databases = await createTestDatabases();
  dir = mkdtempSync(join(tmpdir(), 'breakwater-main-'));
});
afterEach(async () => {
  await stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 5_000 });
  rmSync(dir, { recursive: true });
  await databases.drop();
});

it("logs a token's name so that it steers no terminal, and reads back as it was", async () => {
  const file = join(dir, 'frames.jsonl');
  writeFileSync(
    file,
    `${JSON.stringify({ signature: 's', mint: 'M', txType: 'create', name: 'n', symbol: SYMBOL })}\n`,
  );
  const { databaseUrl, redisUrl } = databases;
  child = spawn(process.execPath, ['--import', './scripts/typescript.mjs', 'worker/main.ts'], {
    cwd: projectDir,
    env: createEnvironment({
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      SOURCE: `replay:${file}`,
      REPLAY_FAST: 'on',
      METRICS_PORT: '0',
      LOG_LEVEL: 'debug',
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const line = await eventually(() => {
    const found = output.split('\n').find((text) => text.includes('"mint":"M"') && text.endsWith('}'));
    if (found === undefined) throw new Error(`Not logged yet: ${output}`);
    return found;
  });
  expect(JSON.parse(line)).toMatchObject({ mint: 'M', symbol: SYMBOL });
  expect(output).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E]/u);
});
