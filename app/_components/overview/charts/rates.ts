import type { HistorySample } from '../../../../domain/history.ts';

export interface RateRules {
  /** A rate is a mean over this time or a little more. */
  readonly windowMs: number;
  /** A larger distance between two samples is a gap. */
  readonly gapMs: number;
  /** Used for a counter that a sample does not name. */
  readonly missing: number | null;
}

/** The counters of a bucket are as its last sample has them. */
export const takenAt = ({ at, lastAt = at }: HistorySample): number => lastAt;

/** When the mean that each sample ends begins; null: no window has passed before it. */
export function findRateStarts(
  samples: readonly HistorySample[],
  windowMs: number,
): readonly (number | null)[] {
  let base = 0;
  return samples.map((sample, i) => {
    const windowOf = (first: number): number => takenAt(sample) - takenAt(samples[first]!);
    while (base < i && windowOf(base + 1) >= windowMs) base++;
    return windowOf(base) < windowMs ? null : takenAt(samples[base]!);
  });
}

/**
 * How fast one counter rose up to each sample, per ms, by the moments at which both its values were taken. Null where it is
 * not known, and until a window has passed since a start, a gap, a reset or an unknown value.
 */
export function createRates(
  samples: readonly HistorySample[],
  name: string,
  { windowMs, gapMs, missing }: RateRules,
): readonly (number | null)[] {
  let base = 0;
  let previous: number | null = null;
  return samples.map((sample, i) => {
    const value = sample.values[name] ?? missing;
    const gap = i > 0 && sample.at - samples[i - 1]!.at > gapMs;
    if (gap || value === null || previous === null || value < previous) base = i;
    previous = value;
    const windowOf = (first: number): number => takenAt(sample) - takenAt(samples[first]!);
    while (base < i && windowOf(base + 1) >= windowMs) base++;
    if (value === null || windowOf(base) < windowMs) return null;
    return (value - (samples[base]!.values[name] ?? missing ?? 0)) / windowOf(base);
  });
}
