import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runsCommand } from '../../support/command.ts';

const NOBODY = 65_534;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-up-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test.each([
    ['npm start', ['start']],
    ['npm run compare', ['compare', '--arms', 'direct,hybrid']],
    ['npm run verify -- calibrate', ['verify', 'calibrate', '--only', 'report']],
  ])('%s refuses a DATA_DIR of another user in one line, and leaves nothing there', (_, [name, ...args]) => {
    const theirs = join(dir, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, NOBODY, NOBODY);
    const result = spawnSync(process.execPath, runsCommand(name!, ...args), {
      env: { ...process.env, DATA_DIR: join(theirs, 'data') },
      encoding: 'utf8',
    });
    expect(result.stderr).toMatch(
      /^As root Breakwater does not use \S+: \S+ belongs to nobody, who could .* start Breakwater as nobody\.\n$/,
    );
    expect([result.status, existsSync(join(theirs, 'data'))]).toEqual([1, false]);
  });
});
