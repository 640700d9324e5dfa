import { expect, it } from 'vitest';
import { classifyCause, listCauses } from '../../../observer/checkpoints/classifyCause.ts';
import { MB } from './samples.ts';
import { SETTINGS } from './simulatedServer.ts';

const classify = (timed: number, requested: number, walDistanceBytes = 0, isOffline = false) => {
  const { cause, inferred } = classifyCause({
    timed,
    requested,
    walDistanceBytes,
    isOffline,
    settings: SETTINGS,
  });
  return `${cause}${inferred ? ' (inferred)' : ''}`;
};

it('the clock has a counter of its own; the WAL distance distinguishes WAL from other requests', () => {
  expect(classify(1, 0)).toBe('time');
  expect(classify(1, 0, 600 * MB)).toBe('time');
  expect(classify(0, 1)).toBe('requested (inferred)');
  // 1 GB of max_wal_size: 33 segments, so more than 512 MB; beyond 528 it waited for another one to end.
  expect(classify(0, 1, 512 * MB)).toBe('requested (inferred)');
  expect(classify(0, 1, 512 * MB + 1)).toBe('wal (inferred)');
  expect(classify(0, 1, 5_000 * MB)).toBe('wal (inferred)');
  expect(classify(0, 0)).toBe('unknown (inferred)');
});

it('without WAL while it ran: a shutdown, or the end of a recovery, and only the latter counts as requested', () => {
  expect(classify(0, 0, 0, true)).toBe('shutdown (inferred)');
  expect(classify(0, 1, 600 * MB, true)).toBe('end-of-recovery (inferred)');
});

it('of several, the one that was seen comes first, and the counters show what began beside it', () => {
  const evidence = { timed: 1, requested: 1, walDistanceBytes: 0, settings: SETTINGS };
  const seen = { cause: 'time', countedBefore: false } as const;
  expect(listCauses(evidence, 2, seen)).toEqual(['time', 'requested']);
  expect(listCauses({ ...evidence, walDistanceBytes: 600 * MB }, 2, seen)).toEqual(['time', 'wal']);
  expect(listCauses(evidence, 2, { ...seen, cause: 'wal' })).toEqual(['wal', 'time']);
  expect(listCauses(evidence, 2, null)).toEqual(['time', 'requested']);
  // Its start stood in the counters before.
  expect(listCauses({ ...evidence, timed: 0 }, 2, { ...seen, countedBefore: true })).toEqual([
    'time',
    'requested',
  ]);
  expect(listCauses({ ...evidence, timed: 0, requested: 0 }, 2, seen)).toEqual(['time', 'unknown']);
  const stopped = { ...evidence, timed: 0, requested: 0, isOffline: true };
  expect(listCauses(stopped, 2, seen)).toEqual(['time', 'shutdown']);
  expect(listCauses(stopped, 3, null)).toEqual(['unknown', 'unknown', 'shutdown']);
});
