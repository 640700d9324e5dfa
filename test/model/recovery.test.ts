import { expect, it } from 'vitest';
import {
  estimateReplayRate,
  GUESSED_REPLAY_BYTES_PER_SECOND,
  recoverySeconds,
  worstWalSinceRedo,
} from '../../model/recovery.ts';

const MB = 1024 ** 2;
const SETTINGS = { maxWalSizeBytes: 1_024 * MB, checkpointTimeoutSeconds: 300, completionTarget: 0.9 };

it('the rate is a guess until a recovery was seen, then the median of those', () => {
  expect(estimateReplayRate([])).toEqual({ bytesPerSecond: GUESSED_REPLAY_BYTES_PER_SECOND, recoveries: 0 });
  const seen = [50, 200, 80].map((rate) => ({ walBytes: 800 * MB, seconds: 800 / rate }));
  expect(estimateReplayRate(seen)).toEqual({ bytesPerSecond: 80 * MB, recoveries: 3 });
});

it('a recovery of little WAL says nothing of replay', () => {
  expect(estimateReplayRate([{ walBytes: 2 * MB, seconds: 1 }]).recoveries).toBe(0);
});

it('the worst is what comes in 1 + c intervals, and max_wal_size at most', () => {
  expect(worstWalSinceRedo({ ...SETTINGS, walBytesPerSecond: MB })).toBeCloseTo(570 * MB);
  expect(worstWalSinceRedo({ ...SETTINGS, walBytesPerSecond: 10 * MB })).toBe(1_024 * MB);
  expect(worstWalSinceRedo({ ...SETTINGS, walBytesPerSecond: null })).toBe(1_024 * MB);
  expect(recoverySeconds(570 * MB, { bytesPerSecond: 57 * MB, recoveries: 1 })).toBe(10);
});
