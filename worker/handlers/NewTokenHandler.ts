import type { Logger } from 'pino';
import type {
  CreateOutcome,
  NewTokenEvent,
  OrderedEvent,
  Recorder,
  TrackedTokens,
  WriteStrategy,
} from '../types.ts';

export interface NewTokenHandlerDeps {
  readonly strategy: WriteStrategy;
  readonly track: TrackedTokens['track'];
  readonly recorder: Recorder;
  readonly logger: Logger;
  /** Asks for holder count and metadata of a new row; absent where the source has neither. */
  readonly enrich: ((mint: string, uri: string | null) => Promise<void>) | undefined;
}

/**
 * A launch: its row is written at once (buffer-all excepted); later announcements of the same mint change nothing.
 * The steps after the create are done for an existing row too (it repeats without harm): an earlier try may have died
 * between the two.
 */
export class NewTokenHandler {
  private readonly deps: NewTokenHandlerDeps;

  constructor(deps: NewTokenHandlerDeps) {
    this.deps = deps;
  }

  async handle(event: OrderedEvent<NewTokenEvent>): Promise<CreateOutcome> {
    const { strategy, track, logger, enrich } = this.deps;
    const { identity, order } = event;
    // No status: 'new' is the row's default and carries no order, so that a migration seen before the launch is kept.
    const outcome = await strategy.create(
      { identity, order },
      { component: 'NewTokenHandler', kind: 'create' },
    );
    logger.debug({ mint: identity.mint, symbol: identity.symbol }, describe(outcome));
    await track([identity.mint]);
    await enrich?.(identity.mint, identity.uri);
    return outcome;
  }
}

function describe(outcome: CreateOutcome): string {
  const messages = {
    inserted: 'New token written to DB (immediate)',
    announced: 'Placeholder row got its identity',
    existed: 'Token announced again',
    buffered: 'New token buffered to Redis (not DB)',
  };
  return messages[outcome];
}
