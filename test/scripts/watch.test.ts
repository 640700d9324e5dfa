import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { stopChild } from '../../scripts/launch/embedded/child.ts';
import { runsCommand } from '../support/command.ts';
import { eventually } from '../support/eventually.ts';

/** The pages are built at the first run. */
const BUILD_MS = 240_000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-watch-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const environment = (own: Record<string, string> = {}) => ({ ...process.env, DATA_DIR: dir, ...own });
const run = (args: readonly string[], own: Record<string, string> = {}) =>
  spawnSync(process.execPath, runsCommand('watch', ...args), { env: environment(own), encoding: 'utf8' });

describe('what it refuses, in one line', () => {
  it.each([
    [
      [],
      {},
      /^No server is given: name one, as npm run watch -- postgres:\/\/monitor@host\/db, set WATCH, or/,
    ],
    [['--file', '/nowhere'], {}, /^--file is "\/nowhere": it cannot be read\. An address looks like/],
    [['--log', '/nowhere', 'postgres://db/x'], {}, /^--log is "\/nowhere": it cannot be read \(ENOENT\)/],
    [['--demo', 'postgres://db/x'], {}, /^Addresses, --file and --demo each say what to watch: give one/],
    [[], { WATCH_FILE: '/nowhere' }, /^WATCH_FILE is "\/nowhere": it cannot be read; it takes a file/],
    [[], { WATCH_FILE: '/dev/null' }, /^WATCH_FILE is "\/dev\/null": it names no server; it takes a file/],
    [['mysql://m:hunter2@db'], {}, /^server 1: it is no such address\. An address looks like postgres:/],
    [
      ['a=postgres://db/x', 'a=postgres://db/y'],
      {},
      /^two servers are called "a": give each a name of its own/,
    ],
    [
      [],
      { WATCH: 'a=mysql://m:hunter2@db' },
      /^WATCH is a value that is not shown: server "a": it is no such/,
    ],
  ] as const)('%j %j', (args, own, expected) => {
    const { status, stderr } = run(args, own);
    expect(stderr).toMatch(expected);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('hunter2');
    expect(status).not.toBe(0);
  });

  it('explains itself', () => {
    const { status, stdout } = run(['--help']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Usage: npm run watch/)]);
  });
});

// Next does not build over a linked node_modules.
describe.skipIf(lstatSync('node_modules').isSymbolicLink())('the command', () => {
  let child: ChildProcess;
  let output = '';
  afterEach(() => stopChild(child, 'SIGTERM', { signal: 'SIGKILL', patienceMs: 15_000 }));

  it(
    'serves the pages of a server and the state of one that is away, and ends at a signal',
    async () => {
      const targets = `app=${inject('postgresUrl')} away=postgres://nobody@127.0.0.1:9/x`;
      const log = join(dir, 'old.log');
      writeFileSync(
        log,
        '2026-11-02 10:04:29.710 UTC [71] LOG:  checkpoint complete: wrote 9000 buffers (54.9%); 0 WAL file(s) added, 0 removed, 2 recycled; write=269.600 s, sync=0.054 s, total=269.710 s\n',
      );
      child = spawn(process.execPath, runsCommand('watch', '--log', log), {
        env: environment({ WATCH: targets, LOG_LEVEL: 'silent' }),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      }
      const url = await eventually(() => {
        const found = /Dashboard {4}(http:\S+)/.exec(output)?.[1];
        if (found === undefined) throw new Error(`Not served yet: ${output}`);
        return found;
      }, BUILD_MS);
      const read = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();
      const overview = await eventually(async () => {
        const text = await read('/api/trpc/overview.read?server=app');
        expect(text).toContain('"connected":true');
        return text;
      });
      expect(overview).toContain('"system":{"pipeline":false,"server":"app","servers":["app","away"],');
      expect(await read('/api/trpc/overview.read?server=away')).toContain('ECONNREFUSED');
      expect(output).toContain('Log          old.log: 1 checkpoint, on the page Logs');
      expect(await read('/api/trpc/logs.list')).toContain('"file":"old.log"');
      const first = await fetch(`${url}/`);
      expect([first.url, first.status]).toEqual([`${url}/servers`, 200]);
      expect(await read('/?server=app')).toContain('Checkpoint cycle');
      const statuses = ['/feed', '/buffer', '/compare', '/?server=nobody', '/checkpoints?server=away'].map(
        async (path) => (await fetch(`${url}${path}`)).status,
      );
      expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404, 200]);
      child.kill('SIGTERM');
      await once(child, 'exit');
      expect(output).toContain('Stopped. The history is kept for the next time.');
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    },
    BUILD_MS + 60_000,
  );
});
