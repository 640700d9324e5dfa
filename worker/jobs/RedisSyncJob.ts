import type { Logger } from 'pino';
import type { BufferSync } from '../types.ts';

/** Every sync interval: writes what is buffered to PostgreSQL, in batches, with its price points. */
export class RedisSyncJob {
  private readonly bufferManager: BufferSync;
  private readonly logger: Logger;

  constructor(deps: { readonly bufferManager: BufferSync; readonly logger: Logger }) {
    this.bufferManager = deps.bufferManager;
    this.logger = deps.logger;
  }

  async run(): Promise<void> {
    const report = await this.bufferManager.syncBufferedTokens();
    if (report.batches === 0 && report.dead === 0) return;
    const { tokens, seconds, ...rest } = report;
    this.logger.info(rest, `RedisSyncJob synced ${tokens} tokens in ${seconds.toFixed(1)} seconds`);
  }
}
