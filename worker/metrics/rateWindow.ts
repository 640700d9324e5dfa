import type { FigureWindow } from '../../domain/figureWindow.ts';

const MIN_SLOT_MS = 100;
const SLOTS = 3_600;

/** Counts in slots, so that memory stays the same at any rate; forgets what is older than `keptMs`. Times in ms. */
export class RateWindow {
  private readonly keptMs: number;
  private readonly slotMs: number;
  private readonly slots = new Map<number, number>();

  constructor(keptMs: number) {
    this.keptMs = keptMs;
    this.slotMs = Math.max(MIN_SLOT_MS, keptMs / SLOTS);
  }

  add(now: number, count = 1): void {
    const slot = Math.floor(now / this.slotMs);
    this.slots.set(slot, (this.slots.get(slot) ?? 0) + count);
    const oldest = Math.floor((now - this.keptMs) / this.slotMs);
    for (const known of this.slots.keys()) {
      if (known >= oldest) return;
      this.slots.delete(known);
    }
  }

  /** In the slots that begin in the window. */
  count({ from, to }: FigureWindow): number {
    const [first, end] = [Math.ceil(from / this.slotMs), Math.ceil(to / this.slotMs)];
    let total = 0;
    for (const [slot, count] of this.slots) if (slot >= first && slot < end) total += count;
    return total;
  }
}
