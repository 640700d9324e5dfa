import type pg from 'pg';
import { readSqlState } from '../../db/sqlState.ts';
import { readDirtySummary, readDirtyView } from '../../db/statements/readDirtyBuffers.ts';
import type { ServerFacts } from '../../db/statements/readServerFacts.ts';

/** Counting may take at most this share of the time; just before a checkpoint begins, more. */
const SHARE = 1 / 200;
const SHARE_NEAR_START = 1 / 20;

/** Counts dirty pages as often as is cheap: shared buffers are looked through each time. */
export class DirtyCounter {
  private count: number | null = null;
  /** When they were last counted, by the monotonic clock, and what that took, ms. */
  private last = { at: -Infinity, costMs: 0 };

  /** As last counted; null where they cannot be. */
  get dirtyBuffers(): number | null {
    return this.count;
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
    if (startedAt < this.last.at + this.last.costMs / share) return null;
    try {
      const read = how === 'summary' ? readDirtySummary : readDirtyView;
      this.count = await read(client, dirtySource);
    } catch (error: unknown) {
      // The extension was dropped, or the right to use it: the next look at the facts will tell.
      this.count = null;
      if (readSqlState(error) === undefined) throw error;
    } finally {
      const now = performance.now();
      this.last = { at: now, costMs: now - startedAt };
    }
    return this.count;
  }
}
