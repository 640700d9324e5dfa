import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTarget, parseTimeout, readSettings } from '../../../scripts/observe/readSettings.ts';
import { listFiles, reportLogs } from '../../../scripts/observe/reportLogs.ts';
import { completion, logLine } from '../../observer/serverLog/logLines.ts';

const dir = mkdtempSync(join(tmpdir(), 'breakwater-logs-'));
afterAll(() => rmSync(dir, { recursive: true }));

function write(name: string, bytes: string | Buffer): string {
  const file = join(dir, name);
  writeFileSync(file, bytes);
  return file;
}
const pair = (seconds: number): readonly [string, string] => [
  logLine(seconds, 'checkpoint starting: time'),
  logLine(seconds + 4.05, completion({ buffers: 40, writeSeconds: 4 })),
];

describe('several logs', () => {
  it('of one server are one, a checkpoint across two of them too', async () => {
    const [start, end] = pair(900);
    const files = [
      write('part.log.1', gzipSync(`${[...pair(300), start].join('\n')}\n`)),
      write('part.log.gz', `${[end, ...pair(1_200)].join('\n')}\n`),
    ];
    const report = await reportLogs(files, {});
    expect(report).toMatchObject({ completions: 3, byCause: { time: 3, unknown: 0 }, damages: [] });
    expect(report.servers).toHaveLength(1);
  });

  it('whose times overlap are of two servers, each called by its file', async () => {
    const files = ['east.log', 'west.log'].map((name) =>
      write(name, `${[...pair(2_000), ...pair(2_300)].join('\n')}\n`),
    );
    const { servers } = await reportLogs(files, {});
    expect(servers.map(({ name, completions }) => ({ name, completions }))).toEqual(
      files.map((name) => ({ name, completions: 2 })),
    );
  });

  it('are found by a pattern, in the order of their names', () => {
    for (const name of ['n-2.txt', 'n-10.txt', 'n-1.txt', 'm.txt']) write(name, '');
    expect(listFiles(join(dir, 'n-*.txt'))).toEqual(
      ['n-1.txt', 'n-10.txt', 'n-2.txt'].map((n) => join(dir, n)),
    );
    expect(listFiles(join(dir, 'n-?.txt'))).toHaveLength(2);
    expect(() => listFiles(join(dir, 'none-*'))).toThrow('no file has such a name');
    expect(listFiles(join(dir, 'absent.log'))).toEqual([join(dir, 'absent.log')]);
  });

  it('that cannot be read are named', async () => {
    await expect(reportLogs([join(dir, 'absent.log')], {})).rejects.toThrow(
      /absent\.log": it cannot be read \(ENOENT\)/,
    );
  });

  it('settings that are given count', async () => {
    const file = write('given.log', `${pair(0).join('\n')}\n`);
    const settings = { checkpointTimeoutSeconds: 2_700, completionTarget: 0.95 };
    expect(await reportLogs([file], settings)).toMatchObject({
      pacedShare: 1,
      settings: { ...settings, certainty: 'given' },
    });
  });
});

describe('a postgresql.conf', () => {
  it('counts the last line of a name, with its unit, quotes and comment', () => {
    const file = write(
      'postgresql.conf',
      "#checkpoint_timeout = 5min\ncheckpoint_timeout = 30min # range 30s-1d\nCHECKPOINT_TIMEOUT '2h'\nmax_wal_size = 4GB\ncheckpoint_completion_target=0.95\n",
    );
    expect(readSettings(file)).toEqual({ checkpointTimeoutSeconds: 7_200, completionTarget: 0.95 });
  });

  it('leaves out what it does not set, and refuses what the server would', () => {
    expect(readSettings(write('half.conf', 'checkpoint_timeout = 600\n'))).toEqual({
      checkpointTimeoutSeconds: 600,
    });
    expect(() => readSettings(write('none.conf', '# nothing\n'))).toThrow('sets neither checkpoint_timeout');
    expect(() => readSettings(write('odd.conf', 'checkpoint_timeout = 5sec\n'))).toThrow(
      'its checkpoint_timeout is "5sec"',
    );
  });

  it.each([
    ['300', 300],
    ['5min', 300],
    ['1.5h', 5_400],
    ['1d', 86_400],
    ['30000ms', 30],
    ['29s', undefined],
    ['2d', undefined],
    ['-5', undefined],
  ])('checkpoint_timeout %s', (given, seconds) => expect(parseTimeout(given)).toBe(seconds));

  it.each([
    ['0.9', 0.9],
    ['1', 1],
    ['.5', 0.5],
    ['0', undefined],
    ['1.1', undefined],
    ['much', undefined],
  ])('checkpoint_completion_target %s', (given, target) => expect(parseTarget(given)).toBe(target));
});
