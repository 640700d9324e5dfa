import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../machine/projectDir.ts';
import { parseConfig } from '../worker/config/index.ts';
import {
  holdsPassword,
  parseWatchTargets,
  readWatchFile,
  type WatchTarget,
  WatchTargetError,
} from '../worker/config/watchTargets.ts';
import { ArgumentError, onOff, text, texts } from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { complain } from './command/terminal.ts';
import { takeWebhook, webhookAddress } from './command/webhook.ts';
import { ensureRedis } from './launch/bootstrap.mjs';
import { findLogs } from './launch/importLogs.ts';
import { watch } from './launch/watch.ts';

const USAGE = `Usage: npm run watch -- [NAME=]URL … | --file FILE | --demo [--log FILE …] [--yes]

Shows the checkpoints of one to ten PostgreSQL servers (14 to 19) in the browser. Reads them by SQL only and writes nothing
to them: no table, no extension, no WAL, no transaction id. Any role that may connect will do; with pg_monitor it sees more.

  npm run watch -- postgres://monitor@db.example.com/app
  npm run watch -- orders=postgres://monitor@db1/orders stock=postgres://monitor@db2/stock
  npm run watch -- --file servers.txt
  npm run watch -- --demo

The history is kept in a Redis of its own in .data/watch between runs, or in yours (REDIS_URL). Ctrl-C stops everything.
NAME is what the pages call the server, and what its history is kept under; without it, its host. Passwords in an
argument show in the list of processes and in npm's log: PGPASSWORD and ~/.pgpass are read, and WATCH in the environment or in
.env takes the same addresses, apart by spaces.

  --file FILE  addresses from a file, apart by blanks or lines (also WATCH_FILE); a line that begins with # is left out
  --redis URL  the Redis of an application that uses breakwater-buffer: its buffers get a page (also BUFFER_REDIS_URL)
  --log FILE   imports a server's log for the page Logs; may be given several times, and as a pattern: 'logs/*.gz' is one log
  --webhook URL
               posts alerts there (docs/alerts.md); WEBHOOK or WEBHOOK_FILE keep the address out of npm's log
  --demo       a first look: two embedded servers, one of them stormy; they end with the command
  --yes        installs Redis without asking; so do CI=true and a run without a terminal
  --help       this text

PORT, HOST, DASHBOARD_TOKEN, REDIS_URL, DATA_DIR and LOG_LEVEL are as for npm start: docs/configuration.md.`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    yes: onOff,
    demo: onOff,
    file: text(null),
    log: texts,
    redis: text(undefined),
    webhook: webhookAddress,
  },
  takesNames: true,
  run: async ({ demo, file, redis, log, webhook }, names) => {
    if (Number(demo) + Number(file !== null) + Number(names.length > 0) > 1)
      throw refuse('Addresses, --file and --demo each say what to watch: give one of them');
    if (existsSync(join(projectDir, '.env'))) process.loadEnvFile(join(projectDir, '.env'));
    if (redis !== undefined) process.env['BUFFER_REDIS_URL'] = redis;
    takeWebhook(webhook);
    const config = parseConfig(process.env);
    const targets = demo ? 'demo' : (chooseTargets(names, file) ?? config.watch);
    if (targets.length === 0) {
      throw refuse(
        'No server is given: name one, as npm run watch -- postgres://monitor@host/db, set WATCH, or look at --demo',
      );
    }
    const logs = findLogs(log);
    if (config.redisUrl === undefined) await ensureRedis();
    return watch(config, targets, logs);
  },
});

/** Null where the command line says nothing of them. */
function chooseTargets(names: readonly string[], file: string | null): readonly WatchTarget[] | null {
  if (file !== null) return parseOrRefuse(() => readWatchFile(file), `--file is "${file}": `);
  return names.length > 0 ? readTargets(names) : null;
}

function readTargets(names: readonly string[]): readonly WatchTarget[] {
  const targets = parseOrRefuse(() => parseWatchTargets(names));
  for (const target of targets.filter(holdsPassword)) {
    complain(
      `The address of ${target.name} holds a password, which shows in the list of processes and in npm's log: --file, WATCH, PGPASSWORD and ~/.pgpass keep it out`,
    );
  }
  return targets;
}

function parseOrRefuse(parse: () => readonly WatchTarget[], where = ''): readonly WatchTarget[] {
  try {
    return parse();
  } catch (error: unknown) {
    if (!(error instanceof WatchTargetError)) throw error;
    throw refuse(`${where}${error.message}. An address looks like postgres://user@host:5432/database`);
  }
}

const refuse = (message: string): ArgumentError => new ArgumentError(message, { needsUsage: false });
