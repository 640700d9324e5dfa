import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const NOBODY = 65_534;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-up-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test.each([
    [
      'npm start',
      `const { readConfigOrExit, up } = await import('./scripts/up.ts'); await up(readConfigOrExit(), false)`,
    ],
    ['npm run compare', `process.argv.push('--arms=direct,hybrid'); await import('./bench/compare.ts')`],
    ['npm run calibrate', `process.argv.push('--only=report'); await import('./bench/calibrate.ts')`],
  ])('%s refuses a DATA_DIR of another user in one line, and leaves nothing there', (_, code) => {
    const theirs = join(dir, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, NOBODY, NOBODY);
    const result = spawnSync(
      process.execPath,
      ['--import', './scripts/typescript.mjs', '--input-type=module', '-e', code],
      {
        cwd: projectDir,
        env: { ...process.env, DATA_DIR: join(theirs, 'data') },
        encoding: 'utf8',
      },
    );
    expect(result.stderr).toMatch(
      /^As root Breakwater does not use \S+: \S+ belongs to nobody, who could .* start Breakwater as nobody\.\n$/,
    );
    expect([result.status, existsSync(join(theirs, 'data'))]).toEqual([1, false]);
  });
});
