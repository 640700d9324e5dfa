import { appendNote } from '../../redis/notes.ts';
import type { MarkEvent } from '../../domain/marks.ts';
import { fromRedis, UnavailableError } from '../unavailable.ts';
import type { Services } from '../services.ts';

/** Keeps a person's own mark, as `npm run mark` does. Redis that is frozen would take it when it wakes: it is asked first. */
export async function addNote(services: Services, text: string): Promise<MarkEvent> {
  const { health } = await services.redisState.read();
  if (health.state !== 'up') throw new UnavailableError('Redis', null);
  return fromRedis(appendNote(services.history, text));
}
