/** A worker reports each second; beyond this it counts as silent. */
export const SILENT_MS = 3_000;
/** A report is read within a second or two of its time, where both clocks agree. */
const AGREES_MS = 2_000;
const AHEAD_MS = 500;

/** When a worker last reported, by this process's clock: its own may differ. */
export class Heartbeat {
  private last: { readonly at: number; readonly seenAt: number } | null = null;

  /** `at`: of its newest report, by the worker's clock. */
  see(at: number, now: number): number {
    if (this.last?.at === at) return this.last.seenAt;
    const isAgreed = now - at >= -AHEAD_MS && now - at <= AGREES_MS;
    // The first, and one that goes back, may be of any age: nothing but its own time says which.
    const goesOn = this.last !== null && at > this.last.at;
    const seenAt = isAgreed || !goesOn ? Math.min(at, now) : now;
    this.last = { at, seenAt };
    return seenAt;
  }
}
