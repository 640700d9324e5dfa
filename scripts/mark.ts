import { join, resolve } from 'node:path';
import { describeMark, NOTE_TAKES, parseNote } from '../domain/marks.ts';
import { findHolder } from '../machine/lock.ts';
import { projectDir } from '../machine/projectDir.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createHistory, type History } from '../redis/history.ts';
import { appendNote } from '../redis/notes.ts';
import { openWatchedHistory, readWatchedIdentity } from '../redis/watchedHistory.ts';
import { ConfigError, parseConfig } from '../worker/config/index.ts';
import { ArgumentError, text } from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { say } from './command/terminal.ts';
import { readRunFile } from './launch/embedded/runFile.ts';

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
    const place = findPlace(server);
    const redis = createRedisClient({ url: place.redisUrl, name: 'mark', onError: () => undefined });
    try {
      const { at, value } = await appendNote(await openHistory(redis, place), note);
      const of = place.server === null ? '' : ` on ${place.server}`;
      say(`Marked${of} at ${new Date(at).toISOString()}: ${describeMark(value)}`);
    } finally {
      redis.disconnect();
    }
  },
});

interface Place {
  readonly redisUrl: string;
  /** Null: the pipeline of npm start. */
  readonly server: string | null;
}

const NOTHING_RUNS =
  'No Breakwater runs here: start npm start or npm run watch, or set REDIS_URL to the Redis that it uses.';

/** @throws ConfigError where nothing runs; ArgumentError where the server is not one of those that are watched. */
function findPlace(server: string | null): Place {
  const config = parseConfig(process.env);
  const dataDir = resolve(projectDir, config.dataDir);
  const started = readRun(dataDir);
  const watching = readRun(join(dataDir, 'watch'));
  const names = config.watched.length > 0 ? config.watched : (watching?.servers ?? []);
  if (server === null && names.length === 0) {
    const redisUrl = config.redisUrl ?? started?.redisUrl;
    if (redisUrl === undefined) throw new ConfigError(NOTHING_RUNS);
    return { redisUrl, server: null };
  }
  if (server === null && started?.redisUrl !== undefined && config.redisUrl === undefined)
    return { redisUrl: started.redisUrl, server: null };
  const redisUrl = config.redisUrl ?? watching?.redisUrl;
  if (redisUrl === undefined) throw new ConfigError(NOTHING_RUNS);
  const name = server ?? (names.length === 1 ? names[0]! : null);
  if (name === null || (names.length > 0 && !names.includes(name))) {
    const given = name === null ? 'is missing' : `is ${JSON.stringify(name)}`;
    throw new ArgumentError(`--server ${given}: it takes ${names.join(', ')}`, { needsUsage: false });
  }
  return { redisUrl, server: name };
}

const readRun = (dataDir: string) =>
  findHolder(join(dataDir, 'lock')) === null ? null : readRunFile(dataDir);

async function openHistory(redis: RedisClient, { server }: Place): Promise<History> {
  if (server === null) return createHistory(redis);
  const identity = await readWatchedIdentity(redis, server);
  if (identity !== null) return openWatchedHistory(redis, server, identity);
  throw new ConfigError(
    `No server called ${JSON.stringify(server)} was ever observed: npm run watch shows which are, and why one is not.`,
  );
}
