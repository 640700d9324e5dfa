import { expect, it } from 'vitest';
import {
  estimateReplayRate,
  GUESSED_REPLAY_BYTES_PER_SECOND,
  recoverySeconds,
  worstWalSinceRedo,
} from '../../model/recovery.ts';

const MB = 1024 ** 2;
const SETTINGS = { maxWalSizeBytes: 1_024 * MB, checkpointTimeoutSeconds: 300, completionTarget: 0.9 };

it('the rate is a guess until a recovery was seen, then that of the one nearest in size, the newest', () => {
  expect(estimateReplayRate([], MB)).toEqual({ bytesPerSecond: GUESSED_REPLAY_BYTES_PER_SECOND, from: null });
  const seen = [
    { walBytes: 200 * MB, seconds: 2 },
    { walBytes: 800 * MB, seconds: 20 },
    { walBytes: 800 * MB, seconds: 16 },
  ];
  expect(estimateReplayRate(seen, 300 * MB)).toEqual({ bytesPerSecond: 100 * MB, from: seen[0] });
  expect(estimateReplayRate(seen, 2_000 * MB)).toEqual({ bytesPerSecond: 50 * MB, from: seen[2] });
});

it('a recovery of little WAL says nothing of replay', () => {
  expect(estimateReplayRate([{ walBytes: 2 * MB, seconds: 1 }], MB).from).toBeNull();
});

it('the worst is what comes in 1 + c intervals, and max_wal_size at most', () => {
  expect(worstWalSinceRedo({ ...SETTINGS, walBytesPerSecond: MB })).toBeCloseTo(570 * MB);
  expect(worstWalSinceRedo({ ...SETTINGS, walBytesPerSecond: 10 * MB })).toBe(1_024 * MB);
  expect(worstWalSinceRedo({ ...SETTINGS, walBytesPerSecond: null })).toBe(1_024 * MB);
  expect(recoverySeconds(570 * MB, { bytesPerSecond: 57 * MB, from: null })).toBe(10);
});
