/** The cheapest of the last few looks is what one costs: a server that was held up is no reason to look less often. */
const COSTS = 5;

/** One that failed, which is one that took too long, waits for this many times its cost. */
const FAILED_TIMES = 20;

/** What it costs to look at something on the server, and when that may be done again. */
export class LookCost {
  private costsMs: number[] = [];
  /** By the monotonic clock. */
  private endedAt = -Infinity;

  get ageMs(): number {
    return performance.now() - this.endedAt;
  }

  /** Between two looks, so that they take at most `share` of the time. */
  pauseMs(share: number): number {
    return this.costsMs.length === 0 ? 0 : Math.min(...this.costsMs) / share;
  }

  isDue(share: number): boolean {
    return this.ageMs >= this.pauseMs(share);
  }

  async measure<T>(look: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let times = FAILED_TIMES;
    try {
      const seen = await look();
      times = 1;
      return seen;
    } finally {
      this.endedAt = performance.now();
      this.costsMs = [...this.costsMs.slice(1 - COSTS), times * (this.endedAt - startedAt)];
    }
  }
}
