import type pg from 'pg';
import { readSqlState } from '../db/sqlState.ts';
import { readDirtySummary, readDirtyView } from './statements/readDirtyBuffers.ts';
import type { ServerFacts } from '../domain/postgres.ts';

/** Counting may take at most this share of the time; just before a checkpoint begins, more. */
const SHARE = 1 / 200;
const SHARE_NEAR_START = 1 / 20;
/** The cheapest of the last few counts is what one costs: a server that was held up is no reason to count less often. */
const COSTS = 5;
/** A count that is older than this, and than twice the time between two, is not known any more. */
const KEPT_MS = 10_000;

/** Counts dirty pages as often as is cheap: shared buffers are looked through each time. */
export class DirtyCounter {
  private count: number | null = null;
  /** By the monotonic clock. */
  private countedAt = -Infinity;
  private costsMs: number[] = [];

  /** As last counted; null where they cannot be, or were not for long. */
  get dirtyBuffers(): number | null {
    const keptMs = Math.max(KEPT_MS, 2 * this.pauseMs(SHARE));
    return performance.now() - this.countedAt > keptMs ? null : this.count;
  }

  /** Counts if it is time to. Null if not, or where they cannot be counted. */
  async look(
    client: pg.Client,
    { dirtyPages: how, dirtySource }: ServerFacts,
    isNearStart: boolean,
  ): Promise<number | null> {
    const startedAt = performance.now();
    if ((how !== 'summary' && how !== 'view') || dirtySource === null) return (this.count = null);
    const share = isNearStart ? SHARE_NEAR_START : SHARE;
    if (startedAt < this.countedAt + this.pauseMs(share)) return null;
    try {
      const read = how === 'summary' ? readDirtySummary : readDirtyView;
      this.count = await read(client, dirtySource);
    } catch (error: unknown) {
      // The extension was dropped, or the right to use it: the next read of the facts will show it.
      this.count = null;
      if (readSqlState(error) === undefined) throw error;
    } finally {
      this.countedAt = performance.now();
      this.costsMs = [...this.costsMs.slice(1 - COSTS), this.countedAt - startedAt];
    }
    return this.count;
  }

  private pauseMs(share: number): number {
    return this.costsMs.length === 0 ? 0 : Math.min(...this.costsMs) / share;
  }
}
