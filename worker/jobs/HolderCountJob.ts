import type { DrawOrder, Source, TrackedTokens, WriteStrategy } from '../types.ts';
import { readTrackedPages } from './trackedPages.ts';

const ORIGIN = { component: 'HolderCountJob', kind: 'holders', batch: true } as const;

export interface HolderCountJobDeps {
  readonly strategy: WriteStrategy;
  readonly tracked: TrackedTokens;
  readonly drawOrder: DrawOrder;
  readonly nextRun: () => Promise<number>;
  readonly readHolderCounts: NonNullable<Source['readHolderCounts']>;
}

/** Every 15 minutes: holder counts of the tracked tokens. */
export class HolderCountJob {
  private readonly deps: HolderCountJobDeps;

  constructor(deps: HolderCountJobDeps) {
    this.deps = deps;
  }

  async run(): Promise<void> {
    const { strategy, tracked, drawOrder, nextRun, readHolderCounts } = this.deps;
    const run = await nextRun();
    for await (const mints of readTrackedPages(tracked)) {
      const order = await drawOrder();
      const counts = await readHolderCounts(mints, run);
      const updates = [...counts].map(([mint, holderCount]) => ({ mint, order, holderCount }));
      if (updates.length > 0) await strategy.update(updates, ORIGIN);
    }
  }
}
