/**
 * Counts within a sliding window, in slots, so that memory stays the same at any rate. The oldest slot is kept or dropped
 * as a whole, so the window begins where that one does.
 */
export class RateWindow {
  private readonly windowMs: number;
  private readonly slotMs: number;
  private readonly slots = new Map<number, number>();
  private since: number;

  constructor(windowMs: number, now: number) {
    this.windowMs = windowMs;
    this.slotMs = Math.max(100, windowMs / 120);
    this.since = now;
  }

  add(now: number, count = 1): void {
    const slot = Math.floor(now / this.slotMs);
    this.slots.set(slot, (this.slots.get(slot) ?? 0) + count);
    this.dropBefore(this.oldestSlot(now));
  }

  /** Forgets everything: what comes now is another regime. */
  restart(now: number): void {
    this.slots.clear();
    this.since = now;
  }

  /** Events per `perMs`, over the window or since the last restart, if that is shorter. */
  rate(now: number, perMs: number): number {
    const oldest = this.oldestSlot(now);
    this.dropBefore(oldest);
    const covered = now - Math.max(this.since, oldest * this.slotMs);
    if (covered <= 0) return 0;
    let total = 0;
    for (const count of this.slots.values()) total += count;
    return (total * perMs) / covered;
  }

  private oldestSlot(now: number): number {
    return Math.floor((now - this.windowMs) / this.slotMs);
  }

  private dropBefore(oldest: number): void {
    for (const slot of this.slots.keys()) {
      if (slot >= oldest) return;
      this.slots.delete(slot);
    }
  }
}
