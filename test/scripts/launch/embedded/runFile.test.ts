import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRunFile, writeRunFile } from '../../../../scripts/launch/embedded/runFile.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-run-file-'));
  file = join(dir, 'run.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('is readable by its owner only, also where it was by others', () => {
  writeFileSync(file, '{}');
  chmodSync(file, 0o644);
  writeRunFile(dir, { webPort: 3000 });
  expect([readRunFile(dir), statSync(file).mode & 0o777]).toEqual([{ webPort: 3000 }, 0o600]);
});

test('one that was cut off, or is not there, says nothing', () => {
  expect(readRunFile(dir)).toEqual({});
  writeFileSync(file, '{"webPort": 3');
  expect(readRunFile(dir)).toEqual({});
});

test('a link in its place is not read: its addresses would be those of another', () => {
  writeFileSync(join(dir, 'other'), '{}');
  symlinkSync('other', file);
  expect(() => readRunFile(dir)).toThrow('is not a file of ours');
});
