import type { Logger } from 'pino';
import type { BufferSync } from '../types.ts';

/** Every sync interval: writes what is buffered to PostgreSQL, in batches, with its price points. */
export class RedisSyncJob {
  private readonly bufferManager: BufferSync;
  private readonly foldIdle: () => Promise<number>;
  private readonly logger: Logger;

  constructor(deps: {
    readonly bufferManager: BufferSync;
    /** Moves tokens that are no longer tracked out of token_market (hybrid-split). */
    readonly foldIdle: () => Promise<number>;
    readonly logger: Logger;
  }) {
    this.bufferManager = deps.bufferManager;
    this.foldIdle = deps.foldIdle;
    this.logger = deps.logger;
  }

  async run(): Promise<void> {
    const report = await this.bufferManager.syncBufferedTokens();
    const folded = await this.foldIdle();
    if (folded > 0) this.logger.info(`${folded} tokens are no longer tracked: back into the wide table`);
    if (report.batches === 0 && report.dead === 0) return;
    const { tokens, seconds, ...rest } = report;
    this.logger.info(rest, `RedisSyncJob synced ${tokens} tokens in ${seconds.toFixed(1)} seconds`);
  }
}
