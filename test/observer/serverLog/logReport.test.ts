import { describe, expect, it } from 'vitest';
import { causeOf } from '../../../observer/serverLog/causes.ts';
import type { LogReport } from '../../../observer/serverLog/logRecord.ts';
import { buildLogReport, formatLogReport } from '../../../observer/serverLog/logReport.ts';
import { completion, logLine } from './logLines.ts';

async function* each(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines;
}

const report = (
  lines: Iterable<string>,
  settings?: Parameters<typeof buildLogReport>[1],
): Promise<LogReport> => buildLogReport(each(lines), settings);

/** A start and its completion. */
function pair(seconds: number, reasons: string, figures: Parameters<typeof completion>[0]): string[] {
  const kind = figures.kind ?? 'checkpoint';
  return [
    logLine(seconds, `${kind} starting: ${reasons}`),
    logLine(seconds + figures.writeSeconds, completion(figures)),
  ];
}

describe('buildLogReport', () => {
  it('of nothing knows nothing', async () => {
    expect(await report([])).toEqual({
      lines: 0,
      damages: [],
      servers: [],
      completions: 0,
      understood: 0,
      notUnderstood: null,
      skipped: 0,
      tooFrequent: null,
      byCause: { time: 0, wal: 0, requested: 0, shutdown: 0, 'end-of-recovery': 0, unknown: 0 },
      writeSeconds: null,
      syncSeconds: null,
      longestSyncSeconds: null,
      buffers: null,
      distanceBytes: null,
      pacedShare: null,
      paceable: 0,
      settings: null,
      from: null,
      until: null,
    });
  });

  it('counts lines, completions, skips and what was not understood', async () => {
    const odd = logLine(400, `checkpoint complete: ${'odd '.repeat(100)}`);
    const result = await report([
      ...pair(300, 'time', { buffers: 100, writeSeconds: 10.02 }),
      'LOG:  something else',
      odd,
      logLine(500, 'restartpoint complete: odd as well'),
      logLine(100, 'checkpoint skipped because system is idle'),
    ]);
    expect(result).toMatchObject({ lines: 6, completions: 3, understood: 1, skipped: 1 });
    expect(result.notUnderstood).toBe(odd.slice(0, 300));
    expect([result.from, result.until]).toEqual(['2031-02-03T00:01:40.000Z', '2031-02-03T00:05:10.020Z']);
  });

  it('summarizes by nearest rank', async () => {
    const lines = Array.from({ length: 100 }, (_, index) =>
      logLine(index, completion({ buffers: index + 1, writeSeconds: (index + 1) / 10 })),
    );
    const result = await report(lines);
    expect(result.buffers).toEqual({ count: 100, min: 1, p50: 50, p90: 90, p99: 99, max: 100, sum: 5_050 });
    expect(result.writeSeconds).toEqual({
      count: 100,
      min: 0.1,
      p50: 5,
      p90: 9,
      p99: 9.9,
      max: 10,
      sum: 505,
    });
    expect(result.distanceBytes).toMatchObject({ min: 2_097_152, max: 2_097_152, sum: 209_715_200 });
    expect(result.longestSyncSeconds).toMatchObject({ count: 100, p50: 0.004, sum: 0.4 });
  });

  it('leaves out what an old server does not print', async () => {
    const old =
      'LOG:  checkpoint complete: wrote 9 buffers (0.3%); 0 transaction log file(s) added, 0 removed, 0 recycled; write=0.900 s, sync=0.011 s, total=1.000 s';
    expect(await report([old])).toMatchObject({
      understood: 1,
      longestSyncSeconds: null,
      distanceBytes: null,
    });
  });

  it(
    'stays exact in count, extremes and sum beyond what it keeps, and gives the same answer twice',
    { timeout: 600_000 },
    async () => {
      function* lines(): Generator<string> {
        for (let index = 1; index <= 120_000; index++) {
          yield `LOG:  ${completion({ buffers: index, writeSeconds: 270 })}`;
        }
      }
      const first = await report(lines());
      expect(first.buffers).toMatchObject({ count: 120_000, min: 1, max: 120_000, sum: 7_200_060_000 });
      expect(Math.abs((first.buffers?.p50 ?? 0) - 60_000)).toBeLessThan(1_000);
      expect(await report(lines())).toEqual(first);
    },
  );
});

describe('causes', () => {
  it.each([
    ['time', 'time'],
    ['wal', 'wal'],
    ['xlog', 'wal'],
    ['immediate force wait time', 'time'],
    ['shutdown immediate', 'shutdown'],
    ['end-of-recovery fast wait', 'end-of-recovery'],
    ['immediate force wait', 'requested'],
    ['force wait', 'requested'],
  ])('%s: %s', (reasons, cause) => {
    expect(causeOf(reasons.split(' '))).toBe(cause);
  });

  it('pairs a completion with the start before it, once, and with its own kind only', async () => {
    const figures = { buffers: 100, writeSeconds: 10.01 };
    const done = logLine(50, completion(figures));
    const { byCause } = await report([
      done,
      ...pair(300, 'time', figures),
      done,
      logLine(600, 'checkpoint starting: time'),
      // The server crashed.
      ...pair(700, 'end-of-recovery immediate wait', figures),
      ...pair(800, 'wal', { ...figures, kind: 'restartpoint' }),
      logLine(900, 'restartpoint starting: time'),
      done,
      logLine(950, 'checkpoint starting: wal'),
      logLine(960, 'checkpoint complete: odd'),
      done,
    ]);
    expect(byCause).toEqual({ time: 1, wal: 1, 'end-of-recovery': 1, unknown: 4, requested: 0, shutdown: 0 });
  });

  it('believes a completion that names its reasons itself', async () => {
    const message = completion({ buffers: 100, writeSeconds: 10 }).replace('complete:', 'complete: wal:');
    expect((await report([logLine(9, message)])).byCause).toMatchObject({ wal: 1, unknown: 0 });
  });
});

describe('the paced share', () => {
  const settings = { checkpointTimeoutSeconds: 300, completionTarget: 0.9 };
  const paced = pair(300, 'time', { buffers: 314, writeSeconds: 31.324 });
  const plateau = pair(600, 'time', { buffers: 10_113, writeSeconds: 269.86 });
  const hurried = pair(900, 'wal', { buffers: 9_000, writeSeconds: 40 });
  const slow = pair(1_200, 'time', { buffers: 100, writeSeconds: 60 });

  it('counts what the rule explains, with the settings given', async () => {
    const result = await report([...paced, ...plateau, ...hurried, ...slow], settings);
    expect(result.pacedShare).toBe(0.5);
    expect(result.settings).toMatchObject({ ...settings, inferred: false, certainty: 'given' });
  });

  it('leaves out the smallest and those at full speed', async () => {
    const figures = { buffers: 5_000, writeSeconds: 0.8 };
    const result = await report(
      [
        ...paced,
        ...pair(600, 'time', { buffers: 4, writeSeconds: 9 }),
        ...pair(700, 'immediate force wait', figures),
        ...pair(800, 'fast force wait', figures),
        ...pair(900, 'shutdown immediate', figures),
        ...pair(1_000, 'end-of-recovery immediate wait', figures),
      ],
      settings,
    );
    expect(result.pacedShare).toBe(1);
  });
});

describe('formatLogReport', () => {
  const figures = { buffers: 314, writeSeconds: 31.324 };

  it('says what was understood, why, how long and whether it is the rule', async () => {
    const lines = Array.from({ length: 1_200 }, (_, index) => pair(index, 'time', figures)).flat();
    const text = formatLogReport(
      await report([...lines, logLine(1, 'checkpoint skipped because system is idle')], {
        checkpointTimeoutSeconds: 300,
        completionTarget: 0.9,
      }),
    );
    expect(text.split('\n')).toEqual([
      '1,200 of 1,200 checkpoint lines understood, among 2,401 lines of log.',
      'From 2031-02-03T00:00:00.000Z until 2031-02-03T00:20:30.324Z.',
      'Causes: 1,200 time.',
      'Skipped, because there was nothing to do: 1.',
      '',
      '                             count         min         p50         p90         p99         max         sum',
      'write time, s                1,200      31.324      31.324      31.324      31.324      31.324   37588.800',
      'sync time, s                 1,200       0.020       0.020       0.020       0.020       0.020      24.000',
      'longest file sync, s         1,200       0.004       0.004       0.004       0.004       0.004       4.800',
      'buffers (8 kB)               1,200         314         314         314         314         314     376,800',
      'WAL distance, MB             1,200         2.0         2.0         2.0         2.0         2.0      2400.0',
      '',
      '100 % of the write times (1,200 of 1,200) are the 0.1 s rule, not a slow disk',
      '(checkpoint_timeout 300 s, completion target 0.9: as given).',
    ]);
  });

  it('does not call a disk innocent that is not', async () => {
    const slow = { buffers: 100, writeSeconds: 60 };
    const text = formatLogReport(
      await report([...pair(1, 'time', slow), ...pair(99, 'time', slow), ...pair(300, 'time', figures)], {
        checkpointTimeoutSeconds: 300,
        completionTarget: 0.9,
      }),
    );
    expect(text).toContain('Only 33 % of the write times (1 of 3) are the 0.1 s rule\n');
    expect(text).toContain('held up (by storage or load)');
  });

  it('shows the line not understood, without what steers a terminal', async () => {
    const text = formatLogReport(await report(['LOG:  checkpoint complete: \u001b[2J\u202eodd']));
    expect(text).toBe(
      [
        '0 of 1 checkpoint lines understood, among 1 lines of log.',
        '',
        'First line not understood:',
        String.raw`  LOG:  checkpoint complete: \u001b[2J\u202eodd`,
      ].join('\n'),
    );
  });

  it('passes no judgement on a pace whose settings are not known', async () => {
    const text = formatLogReport(await report(pair(1, 'time', { buffers: 700_000, writeSeconds: 6_480 })));
    expect(text).toContain('Settings not known');
    expect(text).not.toMatch(/0\.1 s rule|held up/);
  });

  it('explains warnings of too frequent checkpoints', async () => {
    const warn = (seconds: number): string =>
      logLine(seconds, `checkpoints are occurring too frequently (${seconds} seconds apart)`);
    const text = formatLogReport(await report([warn(7), warn(12)]));
    expect(text).toContain('2 warnings that checkpoints are too frequent: 7 to 12 s apart');
    expect(text).toContain('max_wal_size must be about 43 times as large');
    expect(text).toContain('log_checkpoints = on');
  });

  it('shows a server that has only warnings beside one that logs its checkpoints', async () => {
    const lines = [
      ...pair(1, 'time', figures).map((line) => `db-a-1  | ${line}`),
      `db-b-1  | ${logLine(7, 'checkpoints are occurring too frequently (7 seconds apart)')}`,
    ];
    const { servers } = await report(lines);
    expect(servers.map(({ name, tooFrequent }) => [name, tooFrequent?.count ?? 0])).toEqual([
      ['db-a-1', 0],
      ['db-b-1', 1],
    ]);
  });

  it('says where to look if there is nothing', async () => {
    expect(formatLogReport(await report(['LOG:  hello']))).toContain('is log_checkpoints on');
  });

  it('passes no judgement without a paced checkpoint', async () => {
    const text = formatLogReport(await report(pair(1, 'shutdown immediate', figures)));
    expect(text).toContain('No paced checkpoint of 5 buffers or more');
  });
});
