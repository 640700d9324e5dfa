import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RUNS_TYPESCRIPT } from '../../machine/typescript.ts';

const data = fileURLToPath(new URL('../../.data/', import.meta.url));

let dir: string;
beforeEach(() => {
  mkdirSync(data, { recursive: true });
  // Below the project, where it finds its packages.
  dir = mkdtempSync(join(data, 'test-typescript-'));
  writeFileSync(join(dir, 'program.ts'), `const word: string = 'honest';\nconsole.log(word);\n`);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** With a directory for temporary files of the test's own, in the place of one that all users share. */
function run(first: readonly string[]): string {
  // npm test runs TypeScript, so its own environment says to keep nothing.
  const env = { ...process.env, TSX_DISABLE_CACHE: undefined, TMPDIR: join(dir, 'tmp') };
  const result = spawnSync(process.execPath, [...first, join(dir, 'program.ts')], { env, encoding: 'utf8' });
  return result.stdout.trim();
}

test('compiled code that another user has left is not run', () => {
  mkdirSync(join(dir, 'tmp'));
  // A user that knows the program can make what tsx would look for.
  expect(run(['--import', 'tsx'])).toBe('honest');
  const [cache] = readdirSync(join(dir, 'tmp'));
  for (const name of readdirSync(join(dir, 'tmp', cache!))) {
    const file = join(dir, 'tmp', cache!, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('honest', 'planted'));
  }
  expect(run(['--import', 'tsx'])).toBe('planted');
  expect(run(RUNS_TYPESCRIPT)).toBe('honest');
});

test('no process or image runs TypeScript in another way, and every command goes through scripts/run.mjs', () => {
  const project = fileURLToPath(new URL('../..', import.meta.url));
  const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const folders = ['scripts', 'server', 'bench', 'worker', 'app', 'grafana'];
  const found = spawnSync(
    'grep',
    ['-rlE', `'--import', 'tsx'|from 'tsx|import\\('tsx`, ...folders, 'Dockerfile'],
    {
      cwd: project,
      encoding: 'utf8',
    },
  );
  expect(found.stdout.trim().split('\n')).toEqual(['scripts/typescript.mjs']);
  const lines = Object.entries(scripts).filter(([name]) => !['check', 'format'].includes(name));
  expect(lines.filter(([, line]) => !line.startsWith('exec node scripts/run.mjs '))).toEqual([]);
  expect(readFileSync(join(project, 'Dockerfile'), 'utf8')).not.toContain('"tsx"');
});
