import { describe, expect, it } from 'vitest';
import { RateWindow } from '../../../worker/metrics/rateWindow.ts';

const HOUR_MS = 3_600_000;
/** No multiple of a slot. */
const STARTED_AT = 1_234.5;

describe.each([HOUR_MS, HOUR_MS / 60])('counts of %i ms', (keptMs) => {
  const everyMs = keptMs / 10_000;

  it.each([0.3, 1, 2.4, 2.404])('give a steady rate as it is, %f times as long after the start', (times) => {
    const rates = new RateWindow(keptMs);
    const count = Math.round((times * keptMs) / everyMs);
    for (let i = 1; i <= count; i++) rates.add(STARTED_AT + i * everyMs);
    const to = STARTED_AT + count * everyMs;
    const from = Math.max(STARTED_AT, to - keptMs * 0.9);
    const expected = (to - from) / everyMs;
    // A slot more or fewer at each end.
    const slot = Math.max(100, keptMs / 3_600) / (to - from);
    expect(Math.abs(rates.count({ from, to }) / expected - 1)).toBeLessThanOrEqual(2 * slot);
  });

  it('are counted in the window only, and are forgotten', () => {
    const rates = new RateWindow(keptMs);
    rates.add(STARTED_AT, 500);
    rates.add(STARTED_AT + keptMs / 2, 300);
    const all = { from: 0, to: STARTED_AT + 0.6 * keptMs };
    expect(rates.count(all)).toBe(800);
    const late = { from: STARTED_AT + keptMs / 4, to: all.to };
    expect(rates.count(late)).toBe(300);
    rates.add(STARTED_AT + 1.2 * keptMs);
    expect(rates.count(all)).toBe(300);
  });
});
