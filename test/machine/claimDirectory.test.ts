import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimDirectory } from '../../machine/claimDirectory.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'breakwater-claim-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const make = (name: string, mode: number, owner = 0): string => {
  mkdirSync(join(base, name));
  chmodSync(join(base, name), mode);
  chownSync(join(base, name), owner, 0);
  return join(base, name);
};

test('makes what is missing', () => {
  claimDirectory(join(base, 'a', 'b'));
  expect(existsSync(join(base, 'a', 'b'))).toBe(true);
});

describe.runIf(isRoot)('as root', () => {
  test.each([
    ['of another user', 0o755, NOBODY, 'belongs to nobody, who could lead', 'start Breakwater as nobody'],
    ['that all may write to', 0o777, 0, 'can be changed by other users', 'chmod go-w'],
  ])('refuses a path below a directory %s, in one line', (_, mode, owner, ...words) => {
    const [why, remedy] = words;
    const dir = join(make('theirs', mode, owner), 'data');
    const claim = (): void => claimDirectory(dir);
    expect(claim).toThrow(`As root Breakwater does not use ${dir}: ${join(base, 'theirs')} ${why}`);
    expect(claim).toThrow(remedy);
    expect(claim).not.toThrow('\n');
    expect(existsSync(dir)).toBe(false);
  });

  test('refuses one that a group of users may write to', () => {
    chownSync(make('group', 0o775), 0, 100);
    expect(() => claimDirectory(join(base, 'group'))).toThrow('can be changed by other users');
  });

  test('refuses what another user has put into a sticky directory, and takes what is ours there', () => {
    const sticky = make('sticky', 0o1777);
    mkdirSync(join(sticky, 'planted'));
    chownSync(join(sticky, 'planted'), NOBODY, NOBODY);
    expect(() => claimDirectory(join(sticky, 'planted'))).toThrow('belongs to nobody');
    claimDirectory(join(sticky, 'ours', 'data'));
    expect(existsSync(join(sticky, 'ours', 'data'))).toBe(true);
  });

  test('follows links of our own, and looks at what they lead to', () => {
    make('theirs', 0o755, NOBODY);
    make('ours', 0o755);
    mkdirSync(join(base, 'ours', 'deep'));
    symlinkSync('../ours/deep/../deep', join(base, 'ours', 'good'));
    symlinkSync(join(base, 'theirs'), join(base, 'ours', 'bad'));
    claimDirectory(join(base, 'ours', 'good', 'data'));
    expect(existsSync(join(base, 'ours', 'deep', 'data'))).toBe(true);
    expect(() => claimDirectory(join(base, 'ours', 'bad', 'data'))).toThrow('theirs belongs to nobody');
  });

  test('refuses links in a circle', () => {
    symlinkSync('circle', join(base, 'circle'));
    expect(() => claimDirectory(join(base, 'circle'))).toThrow('too many links');
  });

  test('takes a directory of the checkout', () => {
    const dir = fileURLToPath(new URL('../../.data/test-claim', import.meta.url));
    claimDirectory(dir);
    expect(existsSync(dir)).toBe(true);
    rmSync(dir, { recursive: true });
  });
});
