import type { Logger } from 'pino';
import type {
  DiscoveryEvent,
  DrawOrder,
  MarketUpdate,
  Source,
  TokenReader,
  TrackedTokens,
  UpdateOutcome,
} from '../types.ts';
import type { WorkloadPlan } from '../../domain/presets.ts';

export interface MarketDataJobDeps {
  readonly readMarketUpdates: NonNullable<Source['readMarketUpdates']>;
  readonly tracked: TrackedTokens;
  readonly reader: TokenReader;
  readonly plan: WorkloadPlan;
  readonly drawOrder: DrawOrder;
  /** Counts the runs of all workers since the first start. */
  readonly nextRun: () => Promise<number>;
  readonly acceptMarket: (updates: readonly MarketUpdate[], order: number) => Promise<UpdateOutcome>;
  readonly acceptEvents: (events: readonly DiscoveryEvent[]) => Promise<void>;
  readonly logger: Logger;
}

/** Polls market data of the next tracked tokens, in turn. */
export class MarketDataJob {
  private readonly deps: MarketDataJobDeps;

  constructor(deps: MarketDataJobDeps) {
    this.deps = deps;
  }

  async run(): Promise<void> {
    const { drawOrder, nextRun, readMarketUpdates, acceptMarket, logger } = this.deps;
    const run = await nextRun();
    const mints = await this.listNext(run);
    if (mints.length === 0) return;
    // Before the data is read: a worker that freezes in between must not come back with the newest order.
    const order = await drawOrder();
    const updates = await readMarketUpdates(mints, run);
    const outcome = await acceptMarket(updates, order);
    await this.acceptNewPools(updates);
    logger.debug({ run, ...outcome }, 'Market data polled');
  }

  private async listNext(run: number): Promise<readonly string[]> {
    const { tracked, plan } = this.deps;
    const count = await tracked.count();
    if (count === 0) return [];
    const offset = (run * plan.marketTokensPerRun) % count;
    const mints = await tracked.list(offset, plan.marketTokensPerRun);
    const missing = Math.min(plan.marketTokensPerRun, count) - mints.length;
    return missing > 0 ? [...mints, ...(await tracked.list(0, missing))] : mints;
  }

  /** A poll that shows another pool than the row has is how a pool event comes from a source without such events. */
  private async acceptNewPools(updates: readonly MarketUpdate[]): Promise<void> {
    const withPool = updates.filter((update) => update.pool?.poolAddress != null);
    if (withPool.length === 0) return;
    const tokens = await this.deps.reader.readTokens(withPool.map((update) => update.mint));
    const known = new Map(tokens.map((token) => [token.mint, token.pool.poolAddress]));
    const events = withPool
      .filter((update) => known.get(update.mint) !== update.pool!.poolAddress)
      .map(({ mint, pool, observedAt, discoveredVia }) => ({
        kind: 'pool' as const,
        id: `pool-${mint}-${pool!.poolAddress}`,
        mint,
        pool: pool!,
        seenAt: observedAt,
        discoveredVia,
      }));
    if (events.length > 0) await this.deps.acceptEvents(events);
  }
}
