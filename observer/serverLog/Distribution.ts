import { Reservoir } from './Reservoir.ts';

/** The summary of many values: all exact but the percentiles, which come from at most 100,000 of them. */
export interface DistributionSummary {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly sum: number;
}

const MAX_KEPT = 100_000;

/** Collects values in bounded memory. */
export class Distribution {
  private readonly sample = new Reservoir<number>(MAX_KEPT);
  private count = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private sum = 0;

  add(value: number): void {
    this.sample.add(value);
    this.count++;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.sum += value;
  }

  /** Null without values. Percentiles are values that occurred (nearest rank). */
  summarize(): DistributionSummary | null {
    if (this.count === 0) return null;
    const sorted = Float64Array.from(this.sample.values).sort();
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return {
      count: this.count,
      min: this.min,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      max: this.max,
      // The values have milliseconds; without this the sum has fifteen digits.
      sum: Math.round(this.sum * 1_000) / 1_000,
    };
  }
}
