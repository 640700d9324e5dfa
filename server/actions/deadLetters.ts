import { readWriteMode } from '../../db/statements/writeMode.ts';
import { renewEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import type { BufferUpdate } from '../../buffer/entry.ts';
import { readDeadLetter } from '../../buffer/deadLetters.ts';
import { discard, drawOrder } from '../../buffer/scripts.ts';
import { createEntryWriter, ModeChangedError } from '../../buffer/entryWriter.ts';
import { BufferFullError, BufferUnavailableError } from '../../buffer/PutChannel.ts';
import { classifyRedisFailure } from '../../buffer/redisFailure.ts';
import { keyOfLetter, type ShardKeys, shardKeys, shardOf } from '../../buffer/keys.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { fromPostgres } from '../unavailable.ts';
import { readShardCount } from '../readers/shards.ts';
import type { PipelineServices } from '../services.ts';

/** The outcome for each id. */
export interface LettersDone {
  readonly done: readonly string[];
  /** With the reason in one sentence. */
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
}

const AWAY = 'Redis does not answer now; try again in a few seconds';
const GONE = 'There is no such dead letter any more';

/** A letter stays dead for a reason that may be shown. */
class NotDoneError extends Error {
  override readonly name = 'NotDoneError';
}

/** Accepts their values again, with a new order, into the buffer, where the sync job meets them; then takes them out. */
export async function replayLetters(
  services: PipelineServices,
  ids: readonly string[],
): Promise<LettersDone> {
  const mode = await fromPostgres(readWriteMode(services.pool));
  const { run, redis } = services;
  const writers = new Map<number, (update: BufferUpdate) => Promise<void>>();
  return eachLetter(services, ids, async (keys, id) => {
    if (mode === null) throw new NotDoneError('No strategy is active: start a worker first');
    const letter = await readDeadLetter(redis, keys, id);
    if (letter === null) throw new NotDoneError(GONE);
    const update = renewEntry(toTokenEntry(letter.entry), await drawOrder(run));
    if (update === null) throw new NotDoneError('It holds no columns to write');
    const write = writers.get(keys.shard) ?? createEntryWriter({ run, keys, epoch: mode.epoch });
    writers.set(keys.shard, write);
    await write(update);
    await discard(run, keys, id);
  });
}

/** Removes them for good. */
export async function discardLetters(
  services: PipelineServices,
  ids: readonly string[],
): Promise<LettersDone> {
  return eachLetter(services, ids, async (keys, id) => {
    if (!(await discard(services.run, keys, id))) throw new NotDoneError(GONE);
  });
}

async function eachLetter(
  { redis }: PipelineServices,
  ids: readonly string[],
  act: (keys: ShardKeys, id: string) => Promise<void>,
): Promise<LettersDone> {
  const shards = await readShardCount(redis);
  const done: string[] = [];
  const failed: { id: string; reason: string }[] = [];
  let away = false;
  for (const id of new Set(ids)) {
    try {
      if (away) throw new NotDoneError(AWAY);
      await act(shardKeys(shardOf(keyOfLetter(id), shards)), id);
      done.push(id);
    } catch (error: unknown) {
      const reason = describeFailure(error);
      away = reason === AWAY;
      failed.push({ id, reason });
    }
  }
  return { done, failed };
}

function describeFailure(error: unknown): string {
  if (error instanceof NotDoneError) return error.message;
  if (error instanceof ModeChangedError) return 'The strategy has just been switched: try again';
  if (error instanceof BufferFullError) return 'The buffer is full: try again when it has been written';
  if (error instanceof BufferUnavailableError) return AWAY;
  if (classifyRedisFailure(error) === 'unavailable' && !(error instanceof TypeError)) return AWAY;
  logUnexpected(error);
  return 'It could not be done; the log of the web process says why';
}
