import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent, LoggedCheckpoint } from '../../../observer/serverLog/logRecord.ts';
import { type LogMessage, listEvents, parseLogLine } from '../../../observer/serverLog/parseLogLine.ts';
import { readLines } from '../../../machine/readLines.ts';
import {
  AT,
  COMPLETE_10,
  COMPLETE_16,
  COMPLETE_18,
  COMPLETE_19,
  COMPLETE_84,
  COMPLETE_91,
  COMPLETE_95,
  logLine,
  MESSAGES,
  RESTARTPOINT_18,
  RESTARTPOINT_90,
  WRAPPERS,
} from './logLines.ts';

const DATA = '../shared/data/postgres_logs';

function parseCheckpoint(line: string): LoggedCheckpoint {
  const [event] = listEvents(line);
  if (event?.type !== 'complete') throw new Error(`${event?.type}: ${line}`);
  return event.checkpoint;
}

const kindOf = (line: string): LogMessage['kind'] | undefined => parseLogLine(line)[0]?.kind;

describe('completions of every version', () => {
  const oldest = {
    kind: 'checkpoint',
    at: null,
    reasons: null,
    buffers: 12,
    buffersPercent: 0.3,
    slruBuffers: null,
    filesAdded: 1,
    filesRemoved: 2,
    filesRecycled: 3,
    writeSeconds: 1.204,
    syncSeconds: 0.011,
    totalSeconds: 1.25,
    syncFiles: null,
    longestSyncSeconds: null,
    averageSyncSeconds: null,
    distanceKiB: null,
    estimateKiB: null,
    checkpointLsn: null,
    redoLsn: null,
  };
  const with91 = { ...oldest, syncFiles: 4, longestSyncSeconds: 0.007, averageSyncSeconds: 0.002 };
  const with95 = { ...with91, distanceKiB: 4096, estimateKiB: 8192 };
  const with16 = { ...with95, checkpointLsn: '1A/2B3C4D58', redoLsn: '1A/2B000028' };
  const with18 = { ...with16, slruBuffers: 5 };

  it.each([
    ['8.4', COMPLETE_84, oldest],
    ['9.1', COMPLETE_91, with91],
    ['9.5', COMPLETE_95, with95],
    ['10', COMPLETE_10, with95],
    ['16', COMPLETE_16, with16],
    ['18', COMPLETE_18, with18],
    ['19', COMPLETE_19, { ...with18, reasons: ['fast', 'force', 'wait'] }],
    ['18, restartpoint', RESTARTPOINT_18, { ...with18, kind: 'restartpoint' }],
  ])('%s', (_, message, expected) => {
    expect(parseCheckpoint(`LOG:  ${message}`)).toEqual(expected);
  });

  it('takes a restartpoint before 9.1, which prints no files, for one without any', () => {
    expect(parseCheckpoint(`LOG:  ${RESTARTPOINT_90}`)).toMatchObject({
      kind: 'restartpoint',
      buffers: 7,
      filesAdded: 0,
      filesRemoved: 0,
      filesRecycled: 0,
      writeSeconds: 0.702,
    });
  });

  it('does without the percentage', () => {
    expect(parseCheckpoint(COMPLETE_16.replace(' (0.3%)', '')).buffersPercent).toBeNull();
  });

  it('ignores what a later version appends, but not a known part in an unknown shape', () => {
    expect(parseCheckpoint(`${COMPLETE_16}; planets=9`)).toMatchObject(with16);
    expect(kindOf(COMPLETE_16.replace('; sync', '; planets=9; sync'))).toBe('not-understood');
    expect(kindOf(COMPLETE_16.replace('distance=4096 kB', 'distance=4 MB'))).toBe('not-understood');
  });
});

describe('the reasons between the colons of 19', () => {
  // In the order of CheckpointFlagsString().
  const WORDS = ['shutdown', 'end-of-recovery', 'fast', 'force', 'wait', 'wal', 'time', 'flush-unlogged'];

  it.each(['checkpoint', 'restartpoint'])('every set of them, and the head of up to 18: %s', (kind) => {
    const plain = COMPLETE_18.replace('checkpoint', kind);
    const old = parseCheckpoint(logLine(5, plain));
    expect(old).toMatchObject({ kind, reasons: null });
    for (let set = 0; set < 2 ** WORDS.length; set++) {
      const reasons = WORDS.filter((_, bit) => (set >> bit) % 2 === 1);
      const words = reasons.map((word) => ` ${word}`).join('');
      const line = logLine(5, plain.replace('complete:', `complete:${words}:`));
      expect(parseCheckpoint(line)).toEqual({ ...old, reasons });
      expect(listEvents(logLine(5, `${kind} starting:${words}`))).toMatchObject([
        { start: { kind, reasons } },
      ]);
    }
  });
});

describe('wrappers', () => {
  const cases = Object.entries(WRAPPERS).flatMap(([name, wrap]) =>
    MESSAGES.map((message) => ({ name, message, wrap })),
  );

  it.each(cases)('$name: $message', ({ message, wrap }) => {
    const [line, at] = wrap(message);
    expect(parseCheckpoint(line)).toEqual({ ...parseCheckpoint(message), at });
  });

  it.each(Object.entries(WRAPPERS))('%s: a start, a skip and a warning', (_, wrap) => {
    const parse = (message: string) => listEvents(wrap(message)[0]);
    const at = wrap('')[1];
    expect(parse('restartpoint starting: immediate force wait')).toEqual([
      { type: 'start', start: { kind: 'restartpoint', at, reasons: ['immediate', 'force', 'wait'] } },
    ]);
    expect(parse('checkpoint skipped because system is idle')).toEqual([{ type: 'skipped', at }]);
    expect(parse('checkpoints are occurring too frequently (1 second apart)')).toEqual([
      { type: 'wal-too-frequent', at, seconds: 1 },
    ]);
  });

  it.each(Object.entries(WRAPPERS))('%s: a completion in an unknown shape', (_, wrap) => {
    const [line] = wrap('checkpoint complete: wrote 12 buffers, all is well');
    expect(kindOf(line)).toBe('not-understood');
  });
});

describe('the other messages', () => {
  it.each([
    ['checkpoint starting: time', ['time']],
    ['checkpoint starting: xlog', ['xlog']],
    ['checkpoint starting: end-of-recovery fast wait', ['end-of-recovery', 'fast', 'wait']],
    ['checkpoint starting: immediate force wait flush-all', ['immediate', 'force', 'wait', 'flush-all']],
    ['checkpoint starting:', []],
  ])('%s', (message, reasons) => {
    expect(listEvents(logLine(5, message))).toEqual([
      { type: 'start', start: { kind: 'checkpoint', at: '2031-02-03T00:00:05.000Z', reasons } },
    ]);
  });

  it.each(['already performed at 0/3000028', 'recovery has already ended'])('skipping: %s', (why) => {
    const line = `2031-02-03 04:05:06.789 UTC [321] DEBUG:  skipping restartpoint, ${why}`;
    expect(listEvents(line)).toEqual([{ type: 'skipped', at: AT }]);
  });

  it.each([
    '',
    'LOG:  database system is ready to accept connections',
    'LOG:  checkpoint record is at 0/3000028',
    'LOG:  checkpoints are occurring too frequently (often)',
    // A Spanish server: out of scope.
    'LOG:  empezando checkpoint: time',
  ])('other: %s', (line) => {
    expect(parseLogLine(line)).toEqual([]);
  });
});

describe('a message that a statement quotes', () => {
  const quoted = `select 'LOG:  ${COMPLETE_16}'`;
  it.each([
    `2031-02-03 04:05:06.789 UTC [9] LOG:  statement: ${quoted}`,
    `2031-02-03 04:05:06.789 UTC [9] LOG:  00000: statement: ${quoted}`,
    `2031-02-03 04:05:06.789 UTC [9] STATEMENT:  ${quoted}`,
    `\t${quoted}`,
    `2031-02-03 04:05:06.789 UTC,"u","d",9,"[local]",65a0b1c2.3d,1,"SELECT",2031-02-03 04:00:00 UTC,3/4,0,LOG,00000,"statement: ${quoted}",,,,,,,,,"","client backend",,0`,
    `2031-02-03 04:05:06.789 UTC,"u","d",9,"[local]",65a0b1c2.3d,1,"SELECT",2031-02-03 04:00:00 UTC,3/4,0,ERROR,42601,"syntax error",,,,,,"${quoted}",1,,"","client backend",,0`,
    JSON.stringify({ error_severity: 'LOG', message: `statement: ${quoted}` }),
    JSON.stringify({ error_severity: 'ERROR', message: 'syntax error', statement: quoted }),
    JSON.stringify({ record: { error_severity: 'ERROR', message: 'syntax error', query: quoted } }),
  ])('%s', (line) => {
    expect(parseLogLine(line)).toEqual([]);
  });
});

describe("what is not the server's own message", () => {
  const full = `2031-02-03 04:05:06.789 UTC [321] LOG:  ${COMPLETE_16}`;

  it.each([
    ['a further line, behind docker compose', `db-1  | \t${full}`],
    ['a further line, behind Kubernetes', `2031-02-03T04:05:06.789Z stdout F \t${full}`],
    ['a further line, behind journalctl', `Feb  3 04:05:06 db1 postgres[321]: \t${full}`],
    ['a further line, behind syslog', `Feb  3 04:05:06 db1 postgres[321]: [8-3] #011${full}`],
    ['a statement', `2031-02-03 04:05:06.789 UTC [321] STATEMENT:  ${COMPLETE_16}`],
    [
      'a dollar-quoted statement',
      `2031-02-03 04:05:06.789 UTC [321] LOG:  duration: 1 ms  statement: do $$${full}$$`,
    ],
    ['a trainer', '{"level":"info","logger":"trainer","msg":"checkpoint complete: step 100"}'],
    ['a stream processor', 'job-1 | 2031-02-03 04:05:06 INFO  checkpoint complete: wrote 12 files'],
    [
      'another database',
      'my-1 | 2031-02-03T04:05:06Z [Note] checkpoint starting: time'.replace('time', 'log sequence'),
    ],
    ['another LOG', 'LOG: checkpoint complete: step 3'],
  ])('%s', (_, line) => {
    expect(parseLogLine(line)).toEqual([]);
  });

  it.each(['**', '`', '_', '"'])('but one that was pasted between %s is', (mark) => {
    const at = full.indexOf('checkpoint');
    expect(parseCheckpoint(full.slice(0, at) + mark + full.slice(at) + mark).buffers).toBe(12);
  });
});

describe('many messages on one line', () => {
  const messages = ['checkpoint starting: wal', COMPLETE_18, 'checkpoint starting: time', COMPLETE_16];
  const types = ['start', 'complete', 'start', 'complete'];
  const typesOf = (line: string): string[] => listEvents(line).map(({ type }) => type);

  it.each(Object.entries(WRAPPERS))('%s, in an array, and in objects one behind the other', (_, wrap) => {
    const records = messages.map((message) => ({ message: wrap(message)[0] }));
    expect(typesOf(JSON.stringify(records))).toEqual(types);
    expect(typesOf(records.map((record) => JSON.stringify(record)).join(' '))).toEqual(types);
    expect(typesOf(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] }))).toEqual(
      types,
    );
  });

  it('of an array that is cut off what is whole', () => {
    const text = JSON.stringify(messages.map((message) => ({ message: logLine(5, message) })));
    expect(typesOf(text.slice(0, -20))).toEqual(types.slice(0, 3));
  });
});

describe('long lines', () => {
  const long = 10 * 1024 * 1024;

  it('finds the message behind what a crash left', () => {
    const checkpoint = parseCheckpoint('\0'.repeat(long) + logLine(5, COMPLETE_16) + ' '.repeat(long));
    expect(checkpoint).toEqual({ ...parseCheckpoint(COMPLETE_16), at: '2031-02-03T00:00:05.000Z' });
  });

  it('gives back only the surroundings of what it does not understand', () => {
    const [parsed] = parseLogLine(`${'\0'.repeat(long)}LOG:  checkpoint complete: ${'x'.repeat(long)}`);
    expect(parsed?.kind === 'not-understood' && parsed.line.length).toBeLessThan(10_000);
    expect(parsed?.kind).toBe('not-understood');
  });

  it.each([
    'x'.repeat(long),
    'point'.repeat(long / 5),
    'checkpoint complete'.repeat(long / 20),
    'checkpoint starting: '.repeat(long / 20),
    '{"'.repeat(30_000) + COMPLETE_16,
    '{"record":'.repeat(5_000) + COMPLETE_16,
    'LOG: '.repeat(12_000) + COMPLETE_16,
    '2031-02-03 04:05:06'.repeat(3_000) + COMPLETE_16,
  ])('answers once, whatever is in it: %.40s', (line) => {
    expect(['event', undefined, 'not-understood']).toContain(kindOf(line));
  });
});

describe('100,000 mutilated lines', () => {
  const base = fc.constantFrom(
    ...Object.values(WRAPPERS).flatMap((wrap) => [
      ...MESSAGES.map((message) => wrap(message)[0]),
      wrap('checkpoint starting: immediate force wait')[0],
      wrap('checkpoints are occurring too frequently (12 seconds apart)')[0],
    ]),
  );
  const foreign = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.constantFrom(
      'checkpoint complete',
      'LOG:  ',
      '{"',
      '"}',
      '9'.repeat(40),
      '-1',
      ' s; ',
      '\0',
      '\ud800',
    ),
  );
  const line = fc
    .tuple(base, foreign, fc.nat(), fc.nat(80), fc.nat(3))
    .map(([text, piece, place, length, kind]) => {
      const at = place % (text.length + 1);
      if (kind === 0) return text.slice(0, at) + piece + text.slice(at);
      if (kind === 1) return text.slice(0, at) + piece + text.slice(at + length);
      if (kind === 2) return text.slice(0, at);
      return text.slice(0, at) + text.slice(at, at + length).repeat(3) + text.slice(at + length);
    });

  it('each has its answer, and no figure is invented', () => {
    const counts = { event: 0, 'not-understood': 0, other: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: line }, { weight: 1, arbitrary: foreign }), (text) => {
        const messages = parseLogLine(text);
        if (messages.length === 0) counts.other++;
        for (const message of messages) counts[message.kind]++;
        for (const event of listEvents(text)) checkEvent(event);
      }),
      { numRuns: 100_000 },
    );
    expect(counts.event + counts['not-understood'] + counts.other).toBeGreaterThanOrEqual(100_000);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  function checkEvent(event: LogEvent): void {
    const fields =
      event.type === 'complete' ? event.checkpoint : event.type === 'start' ? event.start : event;
    if (fields.at !== null && new Date(fields.at).toISOString() !== fields.at) throw new Error(fields.at);
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'number' && !(value >= 0 && value < 1e16)) throw new Error(`${name}: ${value}`);
    }
  }
});

describe.skipIf(!existsSync(DATA))('real logs (../shared/data/postgres_logs; skipped where absent)', () => {
  it('understands all 697 completions', async () => {
    const counts: Record<string, number> = {};
    for (const file of readdirSync(DATA)) {
      const stream = createReadStream(`${DATA}/${file}`);
      for await (const line of readLines(file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream)) {
        for (const message of parseLogLine(line)) {
          const kind = message.kind === 'event' ? describeEvent(message.event) : message.kind;
          counts[kind] = (counts[kind] ?? 0) + 1;
        }
      }
    }
    expect(counts).toMatchObject({
      'checkpoint complete': 695,
      'restartpoint complete': 2,
      start: 674,
      'wal-too-frequent': 7,
    });
    expect(counts['not-understood']).toBeUndefined();
  });

  function describeEvent(event: LogEvent): string {
    return event.type === 'complete' ? `${event.checkpoint.kind} complete` : event.type;
  }
});
