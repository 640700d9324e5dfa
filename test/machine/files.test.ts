import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFile, openLog, readOwnFile, removeTree, replaceFile } from '../../machine/files.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

let dir: string;
let victim: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-files-'));
  victim = join(dir, 'victim');
  file = join(dir, 'file');
  writeFileSync(victim, 'secret');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const rightsOf = (path: string): number => statSync(path).mode & 0o777;

test('a file that is replaced has its new rights, whatever it had', () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o666);
  replaceFile(file, 'new', { mode: 0o600 });
  expect([readFileSync(file, 'utf8'), rightsOf(file)]).toEqual(['new', 0o600]);
  expect(readdirSync(dir).toSorted()).toEqual(['file', 'victim']);
});

test('a link is replaced, not followed', () => {
  symlinkSync(victim, file);
  replaceFile(file, 'new', { mode: 0o600 });
  expect([readFileSync(victim, 'utf8'), lstatSync(file).isFile()]).toEqual(['secret', true]);
});

test('a file is not created where a link has its name', () => {
  symlinkSync(join(dir, 'nowhere'), file);
  expect(() => createFile(file, 'new', { mode: 0o600 })).toThrow('EEXIST');
  expect(existsSync(join(dir, 'nowhere'))).toBe(false);
});

test.each([
  ['symbolic link', () => symlinkSync(victim, file)],
  ['second name', () => linkSync(victim, file)],
  ['directory', () => mkdirSync(file)],
  ['named pipe', () => spawnSync('mkfifo', [file])],
])('a %s is not read', (_, plant) => {
  plant();
  expect(() => readOwnFile(file, null)).toThrow('is not a file of ours');
});

test.each([
  ['symbolic link', () => symlinkSync(victim, file)],
  ['second name', () => linkSync(victim, file)],
])('a %s is not taken for a log', (_, plant) => {
  plant();
  const rights = rightsOf(victim);
  expect(() => openLog(file)).toThrow('is not a file of ours');
  expect(rightsOf(victim)).toBe(rights);
});

test.runIf(isRoot)('a file of another user is not read', () => {
  writeFileSync(file, 'planted');
  chownSync(file, NOBODY.uid, NOBODY.gid);
  expect(() => readOwnFile(file, new Set([0]))).toThrow('another user');
  expect(readOwnFile(file, new Set([0, NOBODY.uid]))).toBe('planted');
  expect(readOwnFile(join(dir, 'none'), new Set([0]))).toBeNull();
});

test.runIf(isRoot)('a file may be given to a user as it is created', () => {
  createFile(file, 'new', { mode: 0o400, owner: NOBODY });
  expect([statSync(file).uid, rightsOf(file)]).toEqual([NOBODY.uid, 0o400]);
});

test('a directory goes, and what its links lead to stays', () => {
  const tree = join(dir, 'tree');
  mkdirSync(join(tree, 'deep'), { recursive: true });
  symlinkSync(victim, join(tree, 'deep', 'link'));
  removeTree(tree);
  removeTree(tree);
  expect([existsSync(tree), existsSync(victim)]).toEqual([false, true]);
});
