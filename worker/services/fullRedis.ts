import type { Logger } from 'pino';

const REPORT_EVERY_MS = 60_000;

/**
 * To be called wherever Redis refuses a write for want of memory. Flushes what is buffered, because acknowledging frees
 * memory and the sync job's own queue cannot start it then. Says what to do, at most once a minute.
 */
export function createFullRedisReaction(options: {
  readonly logger: Logger;
  readonly requestSync: () => void;
}): () => void {
  let reportedAt = -Infinity;
  return () => {
    options.requestSync();
    if (performance.now() - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = performance.now();
    options.logger.error(
      'Redis has reached maxmemory: sources and writers wait, nothing that was accepted is lost. What is buffered is ' +
        'written to PostgreSQL now; if that frees too little, raise maxmemory or remove what others keep in that Redis.',
    );
  };
}
