/** The budget: this number of polls without a sleep, and this time in ms: they cost a core while they last, some 0.3 s. */
const LOOKS = 60_000;
const REFILL_MS = 5_000;

/** The observer's budget for polls that follow each other without a sleep, so that a storm costs the server little. */
export class LookBudget {
  private looks = LOOKS;
  private filledAt = Number.NEGATIVE_INFINITY;

  get left(): number {
    return this.looks;
  }

  spend(looks: number): void {
    this.looks = Math.max(0, this.looks - looks);
  }

  /** For another checkpoint; `now` in ms. Not sooner than five seconds after the last time. */
  refill(now: number): void {
    if (now - this.filledAt < REFILL_MS) return;
    this.filledAt = now;
    this.looks = LOOKS;
  }
}
