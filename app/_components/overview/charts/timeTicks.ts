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
];

export interface TimeTicks {
  readonly ticks: readonly number[];
  /** Whether the labels need seconds to differ. */
  readonly seconds: boolean;
}

/** Round moments of the reader's zone, at most `most` of them. */
export function createTimeTicks(from: number, to: number, most: number): TimeTicks {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? 24 * HOUR;
  const offset = new Date(to).getTimezoneOffset() * MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) ticks.push(at);
  return { ticks, seconds: step < MINUTE };
}
