import type { MigrationEvent, OrderedEvent } from '../types.ts';
import type { PoolHandlerDeps } from './NewPoolHandler.ts';
import { createPlaceholderIdentity } from './placeholder.ts';

/** A token moved venue: pool and status go through the strategy; an unknown mint gets its row at once. */
export class MigrationHandler {
  private readonly deps: PoolHandlerDeps;

  constructor(deps: PoolHandlerDeps) {
    this.deps = deps;
  }

  async handle(event: OrderedEvent<MigrationEvent>): Promise<void> {
    const { strategy, reader, logger } = this.deps;
    const { mint, pool, order } = event;
    const columns = { pool, status: 'migrated' as const, order };
    if ((await reader.readToken(mint)) === null) {
      const identity = createPlaceholderIdentity(event);
      const origin = { component: 'MigrationHandler', kind: 'create' } as const;
      if ((await strategy.create({ identity, ...columns }, origin)) !== 'existed') return;
    }
    await strategy.update([{ mint, ...columns }], { component: 'MigrationHandler', kind: 'migration' });
    logger.debug({ mint, venue: pool.poolType }, 'Migration accepted');
  }
}
