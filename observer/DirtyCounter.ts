import type pg from 'pg';
import { readSqlState } from '../db/sqlState.ts';
import { LookCost } from './LookCost.ts';
import { readDirtySummary, readDirtyView } from './statements/readDirtyBuffers.ts';
import type { ServerFacts } from '../domain/postgres.ts';

/** Counting may take at most this share of the time; just before a checkpoint begins, more. */
const SHARE = 1 / 200;
const SHARE_NEAR_START = 1 / 20;
/** A count that is older than this, and than twice the time between two, is not known any more. */
const KEPT_MS = 10_000;

/** Counts dirty pages as often as is cheap: shared buffers are looked through each time. */
export class DirtyCounter {
  private count: number | null = null;
  private readonly cost = new LookCost();

  /** As last counted; null where they cannot be, or were not for long. */
  get dirtyBuffers(): number | null {
    return this.cost.ageMs > Math.max(KEPT_MS, 2 * this.cost.pauseMs(SHARE)) ? null : this.count;
  }

  /** Counts if it is time to. Null if not, or where they cannot be counted. */
  async look(
    client: pg.Client,
    { dirtyPages: how, dirtySource }: ServerFacts,
    isNearStart: boolean,
  ): Promise<number | null> {
    if ((how !== 'summary' && how !== 'view') || dirtySource === null) return (this.count = null);
    if (!this.cost.isDue(isNearStart ? SHARE_NEAR_START : SHARE)) return null;
    const read = how === 'summary' ? readDirtySummary : readDirtyView;
    try {
      this.count = await this.cost.measure(() => read(client, dirtySource));
    } catch (error: unknown) {
      // The extension was dropped, or the right to use it: the next read of the facts will show it.
      this.count = null;
      if (readSqlState(error) === undefined) throw error;
    }
    return this.count;
  }
}
