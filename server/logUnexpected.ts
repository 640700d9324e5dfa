import { pino } from 'pino';
import { describeError } from '../redis/describeError.ts';

// Standard output is the supervisor's to ignore.
const logger = pino({ base: { component: 'web' }, serializers: { err: describeError } }, pino.destination(2));
const SILENT_MS = 60_000;
const MAX_KNOWN = 100;
const loggedAt = new Map<string, number>();

/** For the person who runs the server; nobody else sees the error. The live stream may meet the same one each second. */
export function logUnexpected(error: unknown): void {
  const key = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  const now = performance.now();
  if (now - (loggedAt.get(key) ?? Number.NEGATIVE_INFINITY) < SILENT_MS) return;
  if (loggedAt.size >= MAX_KNOWN) loggedAt.clear();
  loggedAt.set(key, now);
  logger.error({ err: error }, 'A request failed');
}
