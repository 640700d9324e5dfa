import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveMarks } from './leaveMarks.ts';

/** npm 12 needs a newer Node than we do. */
const NEWER_NODE = `node-${process.platform}-${process.arch}`;
const NPM_VERSIONS = [
  { npm: 10, newerNode: false },
  { npm: 11, newerNode: false },
  { npm: 12, newerNode: true },
];
/** npm 10 runs every install script unless it is kept from it: without our .npmrc the marks must appear. */
const CONTROL = 10;

/** @throws Error where an npm runs an install script in spite of our .npmrc. */
export function verifyInstalls(say: (line: string) => void): void {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-npm-'));
  try {
    for (const { npm, newerNode } of NPM_VERSIONS) {
      const command = fetchNpm(join(dir, String(npm)), npm, newerNode);
      const version = spawnSync(command[0]!, [...command.slice(1), '--version'], {
        encoding: 'utf8',
      }).stdout.trim();
      const marks = leaveMarks(command, true);
      const without = leaveMarks(command, false);
      say(`npm ${version}: ${list(marks)} with our .npmrc, ${list(without)} without it`);
      if (marks.length > 0) throw new Error(`npm ${version} runs install scripts in spite of .npmrc`);
      if (npm === CONTROL && without.length === 0)
        throw new Error('The package leaves no mark: this proves nothing');
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const list = (scripts: readonly string[]): string =>
  scripts.length === 0 ? 'no script ran' : `${scripts.join(', ')} ran`;

/** From the registry, into a directory of its own; returns the command. */
function fetchNpm(dir: string, version: number, newerNode: boolean): readonly string[] {
  mkdirSync(dir);
  writeFileSync(join(dir, 'package.json'), '{}');
  const packages = [`npm@${version}`, ...(newerNode ? [`${NEWER_NODE}@22`] : [])];
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages];
  const result = spawnSync('npm', args, { cwd: dir, encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${packages.join(' and ')} cannot be installed:\n${result.stderr}`);
  const node = newerNode ? join(dir, 'node_modules', NEWER_NODE, 'bin', 'node') : process.execPath;
  return [node, join(dir, 'node_modules', 'npm', 'bin', 'npm-cli.js')];
}
