import { describeMark, NOTE_TAKES, parseNote } from '../domain/marks.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createHistory, type History } from '../redis/history.ts';
import { appendNote } from '../redis/notes.ts';
import { openWatchedHistory, readWatchedIdentity } from '../redis/watchedHistory.ts';
import { RefusedByServerError } from '../domain/refusal.ts';
import { ConfigError } from '../worker/config/index.ts';
import { probeRedis } from '../worker/config/probeServers.ts';
import { ArgumentError, text } from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { findRun } from './command/findRun.ts';
import { say } from './command/terminal.ts';

const USAGE = `Usage: npm run mark -- TEXT [--server NAME]

Marks this moment on all charts, such as npm run mark -- "index dropped". The time between two marks is a period: the
overview compares this one with the one before. TEXT is ${NOTE_TAKES}.

  --server NAME  the server of a running npm run watch that the mark belongs to; without it, the running npm start, or
                 the only server that is watched

REDIS_URL, WATCHED and DATA_DIR are as for npm start and npm run watch.`;

export const command = defineCommand({
  usage: USAGE,
  flags: { server: text(null) },
  takesNames: true,
  run: async ({ server }, words) => {
    const note = parseNote(words.join(' '));
    if (note === null) {
      throw new ArgumentError(`The text is ${JSON.stringify(words.join(' '))}: it takes ${NOTE_TAKES}`, {
        needsUsage: false,
      });
    }
    const place = findRun(server);
    const fault = await probeRedis({ name: 'REDIS_URL', url: place.redisUrl });
    if (fault !== null) throw new RefusedByServerError(fault);
    const redis = createRedisClient({ url: place.redisUrl, name: 'mark', onError: () => undefined });
    try {
      const { at, value } = await appendNote(await openHistory(redis, place.server), note);
      const of = place.server === null ? '' : ` on ${place.server}`;
      say(`Marked${of} at ${new Date(at).toISOString()}: ${describeMark(value)}`);
    } finally {
      redis.disconnect();
    }
  },
});

async function openHistory(redis: RedisClient, server: string | null): Promise<History> {
  if (server === null) return createHistory(redis);
  const identity = await readWatchedIdentity(redis, server);
  if (identity !== null) return openWatchedHistory(redis, server, identity);
  throw new ConfigError(
    `No server called ${JSON.stringify(server)} was ever observed: npm run watch shows which are, and why one is not.`,
  );
}
