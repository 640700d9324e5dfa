/** Further apart, nothing is known of the time between two polls. */
const GAP_MS = 2_000;

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** One value of a referee over time, ms since the epoch, as it was polled. */
export class Series {
  private readonly times: number[] = [];
  private readonly values: number[] = [];

  add(at: number, value: number): void {
    if (at <= (this.times.at(-1) ?? 0)) return;
    this.times.push(at);
    this.values.push(value);
  }

  /** Between two polls on the straight line; null where none is near on either side. */
  valueAt(at: number): number | null {
    const next = this.indexFrom(at);
    if (this.times[next] === at) return this.values[next]!;
    if (!this.isKnown(next)) return null;
    const [before, after] = [this.times[next - 1]!, this.times[next]!];
    const [low, high] = [this.values[next - 1]!, this.values[next]!];
    return low + ((high - low) * (at - before)) / (after - before);
  }

  /** How much a counter rose. */
  rise(from: number, to: number): number | null {
    const [first, last] = [this.valueAt(from), this.valueAt(to)];
    return first === null || last === null ? null : last - first;
  }

  /** As `rise`, for a counter that leaps: what it rose by at least and at most, by the polls on either side. */
  riseSpan(from: number, to: number): Span | null {
    const [first, last] = [this.indexFrom(from), this.indexFrom(to)];
    if (!this.isKnown(first) || !this.isKnown(last)) return null;
    return {
      low: this.values[last - 1]! - this.values[first]!,
      high: this.values[last]! - this.values[first - 1]!,
    };
  }

  /** The extremes from the poll before `from` to the poll after `to`; null where a gap is in it. */
  span(from: number, to: number): Span | null {
    const [first, last] = [this.indexFrom(from) - 1, this.indexFrom(to)];
    if (first < 0 || last >= this.times.length) return null;
    for (let i = first + 1; i <= last; i++) if (!this.isKnown(i)) return null;
    const seen = this.values.slice(first, last + 1);
    return { low: Math.min(...seen), high: Math.max(...seen) };
  }

  /** Index of the first poll at `at` or later. */
  private indexFrom(at: number): number {
    let [low, high] = [0, this.times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** That the poll before it is near. */
  private isKnown(index: number): boolean {
    const [before, at] = [this.times[index - 1], this.times[index]];
    return before !== undefined && at !== undefined && at - before <= GAP_MS;
  }
}
