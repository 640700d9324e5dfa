import { randomUUID } from 'node:crypto';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { encodeUpdate } from '../entryCodec.ts';
import type { ShardKeys } from '../keys.ts';
import type { RunScript } from '../scripts.ts';
import { PutChannel } from './putChannel.ts';

/** Another strategy came into force meanwhile: nothing was accepted. */
export class StrategySwitchedError extends Error {
  override readonly name = 'StrategySwitchedError';
}

/**
 * Buffers single updates from outside a worker.
 * @throws StrategySwitchedError, and what PutChannel throws.
 */
export function createEntryWriter(options: {
  readonly run: RunScript;
  readonly keys: ShardKeys;
  readonly epoch: number;
}): (update: TokenUpdate) => Promise<void> {
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
      updates: [encodeUpdate(update)],
      target: 'dirty',
      polled: false,
    });
    if (reply.modeChanged) throw new StrategySwitchedError('The strategy has just been switched: try again');
  };
}
