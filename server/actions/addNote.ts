import { TRPCError } from '@trpc/server';
import { appendNote } from '../../redis/notes.ts';
import { readWatchedIdentity } from '../../redis/watchedHistory.ts';
import type { MarkEvent } from '../../domain/marks.ts';
import { fromRedis, UnavailableError } from '../unavailable.ts';
import type { Services } from '../services.ts';

/** Keeps a person's own mark, as `npm run mark` does. Redis that is frozen would take it when it wakes: it is asked first. */
export async function addNote(services: Services, text: string): Promise<MarkEvent> {
  const { health } = await services.redisState.read();
  if (health.state !== 'up') throw new UnavailableError('Redis', null);
  const { server } = services.system;
  if (server !== null && (await fromRedis(readWatchedIdentity(services.redis, server))) === null) {
    throw new TRPCError({
      code: 'PRECONDITION_FAILED',
      message: `${server} was never observed, so it has no history to mark`,
    });
  }
  return fromRedis(appendNote(services.history, text));
}
