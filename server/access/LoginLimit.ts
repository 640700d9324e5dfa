const WINDOW_MS = 60_000;
const MAX_PER_ADDRESS = 5;
/** A caller with many addresses gains no more than this. */
const MAX_IN_ALL = 60;

/** Counts tries to log in over the last minute, in memory. */
export class LoginLimit {
  private tries: { readonly at: number; readonly address: string }[] = [];

  /** False: too many tries; this one does not count. */
  admit(address: string, now: number): boolean {
    this.tries = this.tries.filter(({ at }) => at > now - WINDOW_MS);
    const own = this.tries.filter((one) => one.address === address).length;
    if (own >= MAX_PER_ADDRESS || this.tries.length >= MAX_IN_ALL) return false;
    this.tries.push({ at: now, address });
    return true;
  }
}
