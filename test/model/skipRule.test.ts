import { describe, expect, it } from 'vitest';
import { looksIdle, willSkip } from '../../model/skipRule.ts';

describe('willSkip', () => {
  it('skips only when the last important record is the checkpoint', () => {
    expect(willSkip({ lastImportantLsn: 24_527_000, checkpointLsn: 24_527_000 })).toBe(true);
    expect(willSkip({ lastImportantLsn: 24_527_120, checkpointLsn: 24_527_000 })).toBe(false);
  });
});

describe('looksIdle', () => {
  const looksIdleAfter = (bytes: number, checkpointLsn = 24_527_000): boolean =>
    looksIdle({ checkpointLsn, currentLsn: checkpointLsn + bytes });

  it.each([
    ['only the checkpoint record', 120, true],
    ['and one RUNNING_XACTS', 176, true],
    ['and a commit without changes', 216, false],
    ['an update of one row', 264, false],
    ['a segment switch', 16 * 1024 ** 2, false],
  ])('%s, as measured on 18.4: %d bytes', (_what, bytes, idle) => {
    expect(looksIdleAfter(bytes)).toBe(idle);
  });

  it('allows for one page header where a page ends in between', () => {
    const lastOfPage = 3 * 8192 - 64;
    expect(looksIdleAfter(176 + 24, lastOfPage)).toBe(true);
    expect(looksIdleAfter(176 + 40, lastOfPage)).toBe(true);
    expect(looksIdleAfter(176 + 48, lastOfPage)).toBe(false);
    expect(looksIdleAfter(176 + 24, 3 * 8192 + 40)).toBe(false);
  });

  it('takes a write position behind the record for idle', () => {
    expect(looksIdleAfter(0)).toBe(true);
  });
});
