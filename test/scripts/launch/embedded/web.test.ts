import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildWeb } from '../../../../scripts/launch/embedded/web.ts';

let projectDir: string;

/** A project whose build takes a moment, and fails beside another as Next's does. */
beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'breakwater-build-'));
  const bin = join(projectDir, 'node_modules', 'next', 'dist', 'bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(projectDir, 'app'));
  writeFileSync(
    join(bin, 'next'),
    `const fs = require('node:fs');
     fs.mkdirSync('building');
     setTimeout(() => { fs.rmdirSync('building'); fs.appendFileSync('builds', 'built\\n'); }, 300);`,
  );
});

afterEach(() => rmSync(projectDir, { recursive: true, force: true }));

const countBuilds = (): number => readFileSync(join(projectDir, 'builds'), 'utf8').trim().split('\n').length;

test('two starts at once build the pages once, and both go on', async () => {
  const said: string[] = [];
  await Promise.all([1, 2].map(() => buildWeb(projectDir, (line) => said.push(line))));
  expect(countBuilds()).toBe(1);
  expect(said.filter((line) => line.includes('waiting'))).toHaveLength(1);
});

test('built pages are built again once a source has changed', async () => {
  const build = (): Promise<void> => buildWeb(projectDir, () => undefined);
  await build();
  await build();
  expect(countBuilds()).toBe(1);
  writeFileSync(join(projectDir, 'app', 'page.tsx'), 'export default () => null;');
  await build();
  expect(countBuilds()).toBe(2);
});
