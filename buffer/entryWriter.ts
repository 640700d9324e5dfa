import { randomUUID } from 'node:crypto';
import type { BufferUpdate } from './entry.ts';
import type { ShardKeys } from './keys.ts';
import { PutChannel } from './PutChannel.ts';
import type { RunBufferScript } from './scripts.ts';

/** Another mode became active meanwhile: nothing was accepted. */
export class ModeChangedError extends Error {
  override readonly name = 'ModeChangedError';
}

/**
 * Buffers single updates from outside a worker.
 * @throws ModeChangedError, and what PutChannel throws.
 */
export function createEntryWriter(options: {
  readonly run: RunBufferScript;
  readonly keys: ShardKeys;
  readonly epoch: number;
}): (update: BufferUpdate) => Promise<void> {
  const channel = new PutChannel({
    run: options.run,
    keys: options.keys,
    producer: randomUUID(),
    maxEntries: Number.MAX_SAFE_INTEGER,
    writerWaitMs: 5_000,
    signal: new AbortController().signal,
    onFull: () => undefined,
  });
  return async (update) => {
    const reply = await channel.put({
      epoch: options.epoch,
      updates: [update],
      target: 'dirty',
      polled: false,
    });
    if (reply.modeChanged) throw new ModeChangedError('The mode has just been switched: try again');
  };
}
