import { describe, expect, it } from 'vitest';
import { RateWindow } from '../../../worker/metrics/rateWindow.ts';

const HOUR_MS = 3_600_000;
/** By a clock whose zero is elsewhere: no multiple of a slot. */
const STARTED_AT = 1_234.5;

describe.each([HOUR_MS, HOUR_MS / 60])('a window of %i ms', (windowMs) => {
  const everyMs = windowMs / 10_000;

  it.each([0.3, 1, 2.4, 2.404])('tells a steady rate as it is, %f windows after its start', (windows) => {
    const rates = new RateWindow(windowMs, STARTED_AT);
    const count = Math.round((windows * windowMs) / everyMs);
    for (let i = 1; i <= count; i++) rates.add(STARTED_AT + i * everyMs);
    // One more or fewer at the window's edge.
    const asked = rates.rate(STARTED_AT + count * everyMs, windowMs);
    expect(Math.abs(asked - 10_000)).toBeLessThanOrEqual(1.01);
  });

  it('forgets what is older than the window, and all of it at a restart', () => {
    const rates = new RateWindow(windowMs, STARTED_AT);
    rates.add(STARTED_AT, 500);
    expect(rates.rate(STARTED_AT + windowMs / 2, windowMs)).toBeCloseTo(1_000);
    expect(rates.rate(STARTED_AT + windowMs * 1.1, windowMs)).toBe(0);
    rates.add(STARTED_AT + windowMs * 1.2, 500);
    rates.restart(STARTED_AT + windowMs * 1.3);
    expect(rates.rate(STARTED_AT + windowMs * 1.4, windowMs)).toBe(0);
    expect(rates.rate(STARTED_AT + windowMs * 1.3, windowMs)).toBe(0);
  });
});
