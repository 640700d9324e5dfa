import { readStopping, stoppingHolder } from './stopping.ts';

/** Next waits for open requests before it ends, and a live stream would never end by itself. */
export function endStreamsOnSignal(): void {
  readStopping();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => stoppingHolder.breakwaterStopping?.abort());
  }
}
