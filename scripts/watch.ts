import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../machine/projectDir.ts';
import { parseConfig } from '../worker/config/index.ts';
import {
  holdsPassword,
  parseWatchTargets,
  type WatchTarget,
  WatchTargetError,
} from '../worker/config/watchTargets.ts';
import { ArgumentError, onOff } from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { complain } from './command/terminal.ts';
import { ensureRedis } from './launch/bootstrap.mjs';
import { watch } from './launch/watch.ts';

const USAGE = `Usage: npm run watch -- [NAME=]URL … [--yes]

Shows the checkpoints of one to ten PostgreSQL servers (14 to 19) in the browser. Reads them by SQL only and writes nothing
to them: no table, no extension, no WAL, no transaction id. Any role that may connect will do; with pg_monitor it sees more.

  npm run watch -- postgres://monitor@db.example.com/app
  npm run watch -- orders=postgres://monitor@db1/orders stock=postgres://monitor@db2/stock

The history is kept in a Redis of its own in .data/watch between runs, or in yours (REDIS_URL). Ctrl-C stops everything.
NAME is what the pages call the server, and what its history is kept under; without it, its host. Passwords in an
argument show in the list of processes: WATCH in the environment or in .env takes the same addresses, apart by spaces, and
PGPASSWORD and ~/.pgpass are read.

  --yes    installs Redis without asking; so do CI=true and a run without a terminal
  --help   this text

PORT, HOST, DASHBOARD_TOKEN, REDIS_URL, DATA_DIR and LOG_LEVEL are as for npm start: docs/configuration.md.`;

export const command = defineCommand({
  usage: USAGE,
  flags: { yes: onOff },
  takesNames: true,
  run: async (_flags, names) => {
    if (existsSync(join(projectDir, '.env'))) process.loadEnvFile(join(projectDir, '.env'));
    const config = parseConfig(process.env);
    const targets = names.length > 0 ? readTargets(names) : config.watch;
    if (targets.length === 0) {
      throw refuse(
        'No server is given: name one, as npm run watch -- postgres://monitor@host/db, or set WATCH',
      );
    }
    if (config.redisUrl === undefined) await ensureRedis();
    return watch(config, targets);
  },
});

function readTargets(names: readonly string[]): readonly WatchTarget[] {
  const targets = parseOrRefuse(names);
  for (const target of targets.filter(holdsPassword)) {
    complain(
      `The address of ${target.name} holds a password, which shows in the list of processes: WATCH, PGPASSWORD or ~/.pgpass keep it out`,
    );
  }
  return targets;
}

function parseOrRefuse(names: readonly string[]): readonly WatchTarget[] {
  try {
    return parseWatchTargets(names);
  } catch (error: unknown) {
    if (!(error instanceof WatchTargetError)) throw error;
    throw refuse(`${error.message}. An address looks like postgres://user@host:5432/database`);
  }
}

const refuse = (message: string): ArgumentError => new ArgumentError(message, { needsUsage: false });
