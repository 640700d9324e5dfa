import type { Logger } from 'pino';
import type { NewPoolEvent, OrderedEvent, TokenReader, WriteStrategy } from '../types.ts';
import { createPlaceholderIdentity } from './placeholder.ts';

export interface PoolHandlerDeps {
  readonly strategy: WriteStrategy;
  readonly reader: TokenReader;
  readonly logger: Logger;
}

/** A pool: its fields go through the strategy; for an unknown mint the row is created at once, pool and all. */
export class NewPoolHandler {
  private readonly deps: PoolHandlerDeps;

  constructor(deps: PoolHandlerDeps) {
    this.deps = deps;
  }

  async handle(event: OrderedEvent<NewPoolEvent>): Promise<void> {
    const { strategy, reader, logger } = this.deps;
    const { mint, pool, order } = event;
    if ((await reader.readToken(mint)) === null) {
      const identity = createPlaceholderIdentity(event);
      const outcome = await strategy.create(
        { identity, pool, order },
        { component: 'NewPoolHandler', kind: 'create' },
      );
      if (outcome !== 'existed') return;
    }
    await strategy.update([{ mint, order, pool }], { component: 'NewPoolHandler', kind: 'pool' });
    logger.debug({ mint, pool: pool.poolAddress }, 'Pool accepted');
  }
}
