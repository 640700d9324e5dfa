/** Aborted at SIGTERM by instrumentation.ts: `next start` waits for open streams, so they must end. */
export const stoppingHolder = globalThis as { breakwaterStopping?: AbortController };

export function readStopping(): AbortSignal {
  return (stoppingHolder.breakwaterStopping ??= new AbortController()).signal;
}
