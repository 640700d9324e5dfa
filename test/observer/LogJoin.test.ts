import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckpointRecord, type ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { LogJoin } from '../../observer/LogJoin.ts';
import type { LoggedCheckpoint } from '../../observer/serverLog/logRecord.ts';
import { recordOf } from './checkpoints/samples.ts';
import { T0 } from './checkpoints/simulatedServer.ts';

let observed: ObservedCheckpoint[];
let join: LogJoin;
beforeEach(() => {
  vi.useFakeTimers();
  observed = [];
  join = new LogJoin({ onObserved: (checkpoint) => observed.push(checkpoint) });
});
afterEach(() => vi.useRealTimers());

/** The line of a record's own, as 18 writes it. */
const lineOf = (record: CheckpointRecord, own: Partial<LoggedCheckpoint> = {}): LoggedCheckpoint => ({
  kind: record.kind,
  at: new Date(record.endedAt + 20).toISOString(),
  reasons: null,
  buffers: record.buffers ?? 0,
  buffersPercent: 1.9,
  slruBuffers: 0,
  filesAdded: 1,
  filesRemoved: 2,
  filesRecycled: 3,
  writeSeconds: record.writeSeconds ?? 0,
  syncSeconds: record.syncSeconds ?? 0,
  totalSeconds: 31.36,
  syncFiles: 21,
  longestSyncSeconds: 0.004,
  averageSyncSeconds: 0.001,
  distanceKiB: 2_048,
  estimateKiB: 2_048,
  checkpointLsn: record.checkpointLsn,
  redoLsn: record.redoLsn,
  ...own,
});
/** As up to 15. */
const withoutLsn = { checkpointLsn: null, redoLsn: null, slruBuffers: null } as const;

const log = (checkpoint: LoggedCheckpoint, ...reasons: string[]): void => {
  if (reasons.length > 0)
    join.addEvent({ type: 'start', start: { kind: checkpoint.kind, at: null, reasons } });
  join.addEvent({ type: 'complete', checkpoint });
};

describe('a record and its line', () => {
  it.each(['line', 'record'])('are joined by LSN, the %s first', (first) => {
    const record = recordOf({ cause: 'requested', inferred: true });
    if (first === 'record') join.addRecord(record);
    log(lineOf(record), 'wal');
    if (first === 'line') join.addRecord(record);
    expect(observed).toEqual([
      {
        ...record,
        // The log's cause is literal.
        cause: 'wal',
        inferred: false,
        log: {
          reasons: ['wal'],
          syncFiles: 21,
          longestSyncSeconds: 0.004,
          filesAdded: 1,
          filesRemoved: 2,
          filesRecycled: 3,
          totalSeconds: 31.36,
        },
        disagreement: null,
      },
    ]);
    expect([join.joined, join.disagreements]).toEqual([1, 0]);
    vi.advanceTimersByTime(60_000);
    expect(observed).toHaveLength(1);
  });

  it('keep the cause of the statistics where the log begins in between', () => {
    const record = recordOf({ cause: 'requested', inferred: true });
    join.addRecord(record);
    log(lineOf(record));
    expect(observed[0]).toMatchObject({ cause: 'requested', inferred: true, log: { reasons: [] } });
  });

  it('are not joined by time where there is an LSN; one padded with zeros is the same', () => {
    const record = recordOf({ checkpointLsn: '1/4C4BB8' });
    join.addRecord(record);
    log(lineOf(record, { checkpointLsn: '1/4C4BB9' }));
    expect(observed).toEqual([]);
    log(lineOf(record, { checkpointLsn: '1/004C4BB8' }));
    expect(observed[0]!.log).not.toBeNull();
  });

  it('are joined by time and figures where there is no LSN', () => {
    const record = recordOf();
    log(lineOf(record, withoutLsn), 'time');
    join.addRecord(record);
    expect(observed[0]).toMatchObject({ disagreement: null, log: { reasons: ['time'] } });
  });

  it('are not joined with the line of the one before, which has other figures', () => {
    const record = recordOf();
    // Passed on without its line, because two ended between two polls.
    log(
      lineOf(record, { ...withoutLsn, at: new Date(record.endedAt - 400).toISOString(), buffers: 20 }),
      'wal',
    );
    join.addRecord(record);
    expect(observed).toEqual([]);
    log(lineOf(record, withoutLsn), 'time');
    expect(observed[0]).toMatchObject({ disagreement: null, log: { reasons: ['time'] } });
  });

  it('are never joined twice', () => {
    const record = recordOf();
    log(lineOf(record));
    join.addRecord(record);
    join.addRecord({ ...record, id: 'again' });
    vi.advanceTimersByTime(3_000);
    expect(observed.map((each) => each.log === null)).toEqual([false, true]);
  });

  it('of a second checkpoint wait beside those of the first', () => {
    const [first, second] = [recordOf(), recordOf({ id: '2', checkpointLsn: '0/5000000' })];
    join.addRecord(first);
    join.addRecord(second);
    log(lineOf(second), 'wal');
    log(lineOf(first), 'time');
    expect(observed.map((each) => [each.id, each.cause])).toEqual([
      ['2', 'wal'],
      [first.id, 'time'],
    ]);
  });
});

describe('log and statistics disagree', () => {
  const disagreement = (
    line: Partial<LoggedCheckpoint>,
    own: Partial<CheckpointRecord> = {},
  ): string | null => {
    const record = recordOf({ id: String(observed.length), ...own });
    log(lineOf(record, line));
    join.addRecord(record);
    return observed.at(-1)!.disagreement;
  };

  it('in figures without the dust of floats', () => {
    expect(disagreement({ writeSeconds: 1 }, { writeSeconds: 0.1 + 0.2 })).toBe(
      'write seconds: 0.3 by statistics, 1 in the log',
    );
  });

  it('beyond 5 ms and one page, in words and counted', () => {
    expect(disagreement({ writeSeconds: 31.32, syncSeconds: 0.006, buffers: 315 })).toBeNull();
    expect(disagreement({ writeSeconds: 31.33 })).toBe(
      'write seconds: 31.324 by statistics, 31.33 in the log',
    );
    expect(disagreement({ syncSeconds: 0.1, buffers: 316 })).toBe(
      'sync seconds: 0.01 by statistics, 0.1 in the log; pages: 314 by statistics, 316 in the log',
    );
    expect([join.joined, join.disagreements]).toEqual([3, 2]);
  });

  it('not for SLRU pages, which the log counts up to 17, nor for what is not known', () => {
    expect(disagreement({ buffers: 314 + 64 }, { slruBuffers: null })).toBeNull();
    expect(disagreement({ buffers: 314 + 65 }, { slruBuffers: null })).toContain('pages: 314');
    expect(disagreement({ buffers: 312 }, { slruBuffers: null })).toContain('pages: 314');
    expect(disagreement({ buffers: 9_999 }, { buffers: null })).toBeNull();
  });

  it('where there is no LSN only once no better line has come', () => {
    const record = recordOf();
    log(lineOf(record, { ...withoutLsn, writeSeconds: 6, at: new Date(record.endedAt - 300).toISOString() }));
    log(lineOf(record, { ...withoutLsn, writeSeconds: 5 }));
    log(lineOf(record, { ...withoutLsn, writeSeconds: 7, at: new Date(record.endedAt + 300).toISOString() }));
    join.addRecord(record);
    vi.advanceTimersByTime(2_999);
    expect(observed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(observed[0]!.disagreement).toBe('write seconds: 31.324 by statistics, 5 in the log');
  });
});

describe('a record without a line', () => {
  it('is passed on after three seconds', () => {
    join.addRecord(recordOf());
    vi.advanceTimersByTime(2_999);
    expect(observed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(observed).toEqual([{ ...recordOf(), log: null, disagreement: null }]);
  });

  it('is not given one that is a second away, or has no time', () => {
    const record = recordOf();
    log(lineOf(record, { ...withoutLsn, at: new Date(record.endedAt + 1_000).toISOString() }));
    log(lineOf(record, { ...withoutLsn, at: null }));
    join.addRecord(record);
    vi.advanceTimersByTime(3_000);
    expect(observed[0]!.log).toBeNull();
  });

  it.each([{ skipped: true }, { merged: 2 }])('is passed on at once where it can have none: %o', (own) => {
    join.addRecord(recordOf(own));
    expect(observed).toEqual([{ ...recordOf(own), log: null, disagreement: null }]);
  });

  it('is passed on by a flush, once', () => {
    join.addRecord(recordOf());
    join.addRecord(recordOf({ id: '2', startedAt: T0 + 1 }));
    join.flush();
    expect(observed.map((each) => each.id)).toEqual([recordOf().id, '2']);
    vi.advanceTimersByTime(60_000);
    expect(observed).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps only a limited number of lines', () => {
    const record = recordOf();
    log(lineOf(record));
    for (let i = 0; i < 65; i++) log(lineOf(record, { checkpointLsn: `9/${i}` }));
    join.addRecord(record);
    vi.advanceTimersByTime(3_000);
    expect(observed[0]!.log).toBeNull();
  });
});
