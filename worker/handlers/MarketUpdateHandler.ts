import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { MarketUpdate, TokenReader, UpdateOutcome, WriteStrategy } from '../types.ts';
import { createPlaceholderIdentity } from './placeholder.ts';

const KNOWN_MINTS = 200_000;
const ORIGIN = { component: 'MarketDataJob', kind: 'market' } as const;

export interface MarketUpdateHandlerDeps {
  readonly strategy: WriteStrategy;
  readonly reader: TokenReader;
  readonly logger: Logger;
}

/** Market data in batches, straight to the strategy. A token that was never seen before is created first. */
export class MarketUpdateHandler {
  private readonly deps: MarketUpdateHandlerDeps;
  private readonly known = new LRUCache<string, true>({ max: KNOWN_MINTS });

  constructor(deps: MarketUpdateHandlerDeps) {
    this.deps = deps;
  }

  /** `order`: drawn before the updates were read from their source. */
  async handle(updates: readonly MarketUpdate[], order: number): Promise<UpdateOutcome> {
    if (updates.length === 0) return { accepted: 0, stale: 0 };
    await this.createUnknown(updates, order);
    const outcome = await this.deps.strategy.update(
      updates.map(({ mint, status, market }) => ({ mint, status, market, order })),
      ORIGIN,
    );
    this.deps.logger.debug({ tokens: updates.length, ...outcome }, 'Market data accepted');
    return outcome;
  }

  private async createUnknown(updates: readonly MarketUpdate[], order: number): Promise<void> {
    const unknown = new Map(
      updates.filter(({ mint }) => !this.known.has(mint)).map((update) => [update.mint, update]),
    );
    if (unknown.size === 0) return;
    const existing = await this.deps.reader.readExisting([...unknown.keys()]);
    for (const [mint, update] of unknown) {
      if (!existing.has(mint)) {
        const identity = createPlaceholderIdentity({ ...update, seenAt: update.observedAt });
        await this.deps.strategy.create(
          { identity, status: update.status, order },
          { ...ORIGIN, kind: 'create' },
        );
      }
      this.known.set(mint, true);
    }
  }
}
