import { formatClock, formatDay, formatShortClock } from '../../format.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  48 * HOUR,
  96 * HOUR,
];

export interface TimeTicks {
  readonly ticks: readonly number[];
  /** The part of a date in which the labels differ. */
  readonly unit: keyof typeof TICK_FORMATS;
}

/** How the labels of ticks are written. */
export const TICK_FORMATS = { second: formatClock, minute: formatShortClock, day: formatDay } as const;

/** Round moments of the reader's zone, at most `most` of them. */
export function createTimeTicks(from: number, to: number, most: number): TimeTicks {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? 7 * 24 * HOUR;
  const offset = new Date(to).getTimezoneOffset() * MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) ticks.push(at);
  return { ticks, unit: step < MINUTE ? 'second' : step < 24 * HOUR ? 'minute' : 'day' };
}
