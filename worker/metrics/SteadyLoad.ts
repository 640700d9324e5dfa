import { isUnbuffered } from '../../domain/strategies.ts';
import type { WriteMode } from '../types.ts';

/**
 * Since when what is counted belongs to the workload under one strategy only: not while a table is loaded or moved, and not
 * while a switch to `direct` drains the buffer.
 */
export class SteadyLoad {
  private since = Date.now();
  private excluded = 0;
  private isDraining = false;
  private mode: WriteMode | null = null;

  /** Ms since the epoch; null: not steady. */
  get steadySince(): number | null {
    return this.excluded > 0 || this.isDraining ? null : this.since;
  }

  get strategy(): WriteMode['strategy'] | null {
    return this.mode?.strategy ?? null;
  }

  /** Goes on where an earlier worker stopped. */
  resume(since: number): void {
    this.since = since;
  }

  setMode(mode: WriteMode): void {
    const before = this.mode;
    this.mode = mode;
    if (before === null || before.strategy === mode.strategy) return;
    this.since = Date.now();
    // Until a read of the buffer says that it is empty.
    this.isDraining = isUnbuffered(mode.strategy);
  }

  /** Rows that wait in the buffer. */
  setPending(pending: number): void {
    if (!isUnbuffered(this.mode?.strategy)) return;
    if (pending === 0 && this.isDraining) this.since = Date.now();
    this.isDraining = pending > 0;
  }

  /** Writes meanwhile are no workload. */
  async exclude<T>(run: () => Promise<T>): Promise<T> {
    this.excluded++;
    try {
      return await run();
    } finally {
      this.excluded--;
      this.since = Date.now();
    }
  }
}
