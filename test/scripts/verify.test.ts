import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runsCommand } from '../support/command.ts';

const verify = (...args: readonly string[]) =>
  spawnSync(process.execPath, runsCommand('verify', ...args), { encoding: 'utf8' });

test('lists its checks', () => {
  const { status, stdout } = verify('--help');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^ {2}installs {2,}npm 10, 11 and 12/m)]);
});

test.each([
  [[], 'Name a check.'],
  [['constructor'], 'There is no check "constructor".'],
  [['installs', 'screens'], "Unexpected argument 'screens'"],
  [['installs', '--fast'], "Unknown option '--fast'"],
  [['truth', '--minutes', '2'], '--minutes is "2": it takes a whole number from 3 to 600'],
])('with %j it runs nothing and says why', (args, why) => {
  const { status, stdout, stderr } = verify(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^${why}`));
});

test('a check shows its own flags', () => {
  const { status, stdout } = verify('alerts', '--help');
  expect([status, stdout]).toEqual([
    0,
    expect.stringMatching(/^Usage: npm run verify -- alerts .*--healthy/),
  ]);
});
