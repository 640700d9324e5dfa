import { describe, expect, it } from 'vitest';
import { detectInterruption } from '../../../observer/checkpoints/detectInterruption.ts';
import { sampleOf } from './samples.ts';
import { T0 } from './simulatedServer.ts';

const before = sampleOf();
const restarted = { postmasterStartedAt: T0 + 1_000, at: T0 + 2_000 };

describe('an interruption', () => {
  it.each([
    ['none where the counters rose', { timed: 11, done: 13, writeMs: 11_000 }, null],
    ['none where nothing changed but the rounding of a time', { postmasterStartedAt: T0 - 60_000.4 }, null],
    ['none where only the timeline of the control file followed a promotion', { timeline: 2 }, null],
    ['a clean restart keeps the statistics', restarted, 'restarted'],
    ['a crash resets them', { ...restarted, statsResetAt: T0 + 900 }, 'crashed'],
    ['a crash of 14 may show as counters that fell', { ...restarted, timed: 0 }, 'crashed'],
    ['a reset by hand', { statsResetAt: T0 + 900 }, 'stats-reset'],
    [
      'a reset by hand beside a checkpoint',
      { statsResetAt: T0 + 900, checkpointLsn: 7e6, redoLsn: 6e6 },
      'stats-reset',
    ],
    [
      'a process crashed, the postmaster lives',
      { statsResetAt: T0 + 900, checkpointLsn: 7e6, redoLsn: 7e6 },
      'crashed',
    ],
    ['a promotion', { inRecovery: true }, 'promoted'],
    ['another server that ran already', { postmasterStartedAt: T0 - 1_000, timed: 0 }, 'other-server'],
  ] as const)('%s', (_name, own, expected) => {
    expect(detectInterruption(before, sampleOf({ at: T0 + 1_000, ...own }))).toBe(expected);
  });

  it.each(['timed', 'requested', 'writeMs', 'syncMs', 'buffersWritten'] as const)('%s fell', (name) => {
    expect(detectInterruption(before, sampleOf({ [name]: before[name] - 1 }))).toBe('stats-reset');
  });
});
