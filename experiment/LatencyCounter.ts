import type { HistogramSums } from './metricsText.ts';
import type { Latency } from '../domain/experiment.ts';

/** Adds up what a cumulative histogram gained, over the stretches that count. */
export class LatencyCounter {
  private readonly gained = new Map<number, number>();
  private sum = 0;

  add(before: HistogramSums, after: HistogramSums): void {
    for (const [bound, count] of after.buckets) {
      const gain = count - (before.buckets.get(bound) ?? 0);
      this.gained.set(bound, (this.gained.get(bound) ?? 0) + gain);
    }
    this.sum += after.sum - before.sum;
  }

  read(): Latency {
    const count = this.gained.get(Infinity) ?? 0;
    return {
      count,
      meanSeconds: count === 0 ? null : this.sum / count,
      p50Seconds: this.quantile(0.5),
      p99Seconds: this.quantile(0.99),
    };
  }

  /** As Prometheus' histogram_quantile(): linear within the bucket; null where it lies above the last bound. */
  private quantile(q: number): number | null {
    const bounds = [...this.gained.keys()].sort((a, b) => a - b);
    const rank = q * (this.gained.get(Infinity) ?? 0);
    if (rank === 0) return null;
    let [lower, below] = [0, 0];
    for (const bound of bounds) {
      const upTo = this.gained.get(bound)!;
      if (upTo >= rank) {
        return bound === Infinity ? null : lower + ((bound - lower) * (rank - below)) / (upTo - below);
      }
      [lower, below] = [bound, upTo];
    }
    return null;
  }
}
