import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const file = fileURLToPath(new URL('../../scripts/verify.ts', import.meta.url));

function verify(...args: string[]) {
  return spawnSync(process.execPath, ['--import', './scripts/typescript.mjs', file, ...args], {
    encoding: 'utf8',
  });
}

test('lists its checks', () => {
  const { status, stdout } = verify('--help');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^ {2}installs {2,}npm 10, 11 and 12/m)]);
});

test.each([
  [[], 'Name a check.'],
  [['installs', 'constructor'], 'There is no check "constructor".'],
  [['--fast'], "Unknown option '--fast'"],
  [['truth', '--minutes', '2'], '--minutes is "2": it takes a whole number from 3 to 600.'],
])('with %j it runs nothing and says why', (args, why) => {
  const { status, stdout, stderr } = verify(...args);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(new RegExp(`^${why}`));
});
