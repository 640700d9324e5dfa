import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { formatBytes, formatSeconds } from '../../domain/format.ts';
import type { CheckpointRecord } from '../../domain/checkpoints.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import { removeTree } from '../../machine/files.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { estimateReplayRate, recoverySeconds } from '../../model/recovery.ts';
import { listRecoveries } from '../../observer/adviceCost.ts';
import { CheckpointObserver } from '../../observer/CheckpointObserver.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { abortOnSignal } from '../command/abortOnSignal.ts';
import { text } from '../command/arguments.ts';
import { defineCommand } from '../command/Command.ts';
import { renderTable } from '../command/markdownTable.ts';
import { createOutput, outputFlags } from '../command/output.ts';
import { type PostgresServer, startPostgres } from '../launch/embedded/postgres.ts';

const GB = 1024 ** 3;
/** WAL since redo at each crash. */
const SIZES = [0.2 * GB, 0.5 * GB, GB, 1.5 * GB, 2 * GB] as const;
const REPORT = 'docs/recovery-measured.md';
const ROWS = 400_000;
const BATCH = 2_000;
/** Of the share by which an estimate is off. */
const MAX_ERROR = 0.3;
const MIN_GOOD = 4;
/** A lost connection is tried again every five seconds. */
const SEEN_WITHIN_MS = 30_000;
/** Of one recovery, on a busy machine. */
const PATIENCE_MS = 300_000;

const USAGE = `Usage: npm run verify -- recovery [--install-dir DIR] [--json] [--output FILE]

Crashes a server of its own ${SIZES.length} times, with 0.2 to 2 GB of WAL since the last checkpoint, and holds how long each recovery takes
beside what the observer expected of it: by a guess before the first, then by those that it has seen. Writes ${REPORT}.

  --install-dir DIR   another PostgreSQL than the embedded 18
  --json              the result for programs; --output FILE the same into FILE (.json, .md)`;

interface Crash {
  readonly walBytes: number;
  readonly predictedSeconds: number;
  /** WAL of the recovery that the estimate comes from; null: it is a guess. */
  readonly rateFrom: number | null;
  /** From the start of the process to the first answer. */
  readonly actualSeconds: number;
  /** As the observer made it out by SQL; null where it did not. */
  readonly seenSeconds: number | null;
}

export const command = defineCommand({
  usage: USAGE,
  flags: { 'install-dir': text(undefined), ...outputFlags('.md') },
  run: async ({ 'install-dir': installDir, json, output }) => {
    const { say, give } = createOutput({ json, output });
    const signal = abortOnSignal(() => say('Stopping after the crash that is under way …'));
    const dir = mkdtempSync(join(tmpdir(), 'breakwater-recovery-'));
    // The server's user must be able to enter.
    chmodSync(dir, 0o755);
    try {
      const { version, crashes } = await crashAll({ dir, installDir, say, signal });
      const report = render(version, crashes);
      if (!signal.aborted && installDir === undefined) writeFileSync(join(projectDir, REPORT), report);
      give({ value: { version, crashes }, text: `\n${report}`, formats: { '.md': () => report } });
      return countGood(crashes) >= MIN_GOOD ? 0 : 1;
    } finally {
      removeTree(dir);
    }
  },
});

interface CrashOptions {
  readonly dir: string;
  readonly installDir: string | undefined;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

async function crashAll(options: CrashOptions) {
  const { say, signal } = options;
  let server = await start(options);
  const records: CheckpointRecord[] = [];
  const observer = new CheckpointObserver({
    connect: () => connectObserver(server.url),
    pollMs: 500,
    onRecord: (record) => records.push(record),
  });
  const crashes: Crash[] = [];
  try {
    await query(server, CREATE_TABLE);
    await observer.start();
    for (const [i, size] of SIZES.entries()) {
      if (signal.aborted) break;
      say(
        `crash ${i + 1} of ${SIZES.length}: ${formatBytes(size)} of WAL, about ${2 * (SIZES.length - i)} min left`,
      );
      await query(server, ['checkpoint']);
      const walBytes = await writeWal(server, size);
      const seen = listRecoveries(records);
      const rate = estimateReplayRate(seen, walBytes);
      await crash(server);
      const startedAt = performance.now();
      server = await start(options, server.port);
      const actualSeconds = (performance.now() - startedAt) / 1_000;
      const seenSeconds = await waitForRecovery(
        () => listRecoveries(records)[seen.length]?.seconds ?? null,
        signal,
      );
      const predictedSeconds = recoverySeconds(walBytes, rate);
      crashes.push({
        walBytes,
        predictedSeconds,
        rateFrom: rate.from?.walBytes ?? null,
        actualSeconds,
        seenSeconds,
      });
      say(`expected ${formatSeconds(predictedSeconds)}, took ${formatSeconds(actualSeconds)}`);
    }
    return { version: observer.view.server?.serverVersionName ?? 'unknown', crashes };
  } finally {
    await observer.stop();
    await server.stop();
  }
}

const start = ({ dir, installDir }: CrashOptions, wishedPort?: number): Promise<PostgresServer> =>
  startPostgres({
    dir: join(dir, 'server'),
    wishedPort,
    logFile: join(dir, 'server.log'),
    say: () => undefined,
    installDir,
    patienceMs: PATIENCE_MS,
    settings: {
      // No checkpoint but those that are asked for.
      checkpoint_timeout: '1h',
      max_wal_size: '16GB',
      autovacuum: 'off',
      synchronous_commit: 'off',
      shared_buffers: '256MB',
    },
  });

const CREATE_TABLE = [
  `create table account (id integer primary key, n integer not null, pad text not null) with (fillfactor = 90)`,
  `insert into account select i, 0, repeat('x', 400) from generate_series(1, ${ROWS}) i`,
  'vacuum (freeze, analyze) account',
];

/** Random rows, as an application updates them, until this amount of WAL was written since redo; returns how much. */
async function writeWal(server: PostgresServer, bytes: number): Promise<number> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    for (;;) {
      await client.query(
        `update account set n = n + 1 where id in (select (random() * ${ROWS})::integer from generate_series(1, ${BATCH}))`,
      );
      const { rows } = await client.query<{ bytes: string }>(
        'select pg_current_wal_insert_lsn() - redo_lsn as bytes from pg_control_checkpoint()',
      );
      const written = Number(rows[0]!.bytes);
      if (written >= bytes) return written;
    }
  } finally {
    await client.end();
  }
}

/** As a power cut leaves it: nothing is written any more. */
async function crash({ child }: PostgresServer): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGQUIT');
  await exited;
}

async function waitForRecovery(read: () => number | null, signal: AbortSignal): Promise<number | null> {
  const until = performance.now() + SEEN_WITHIN_MS;
  while (read() === null && performance.now() < until && !signal.aborted) await abortableDelay(100, signal);
  return read();
}

async function query(server: PostgresServer, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const errorOf = ({ predictedSeconds, actualSeconds }: Crash): number => predictedSeconds / actualSeconds - 1;

const countGood = (crashes: readonly Crash[]): number =>
  crashes.filter((each) => Math.abs(errorOf(each)) <= MAX_ERROR).length;

function render(version: string, crashes: readonly Crash[]): string {
  const lines = [
    '# How long a crash recovery takes',
    '',
    `Written by \`npm run verify -- recovery\`, ${new Date().toISOString().slice(0, 10)}: PostgreSQL ${version}, random updates of ${ROWS.toLocaleString('en-US')} rows, stopped at once by SIGQUIT. ${countGood(crashes)} of ${crashes.length} estimates were within ${100 * MAX_ERROR} %.`,
    '',
    ...renderTable([
      ['WAL since redo', 'estimate by', 'expected', 'took', 'error', 'as the observer saw it'],
      ...crashes.map((each) => {
        const { walBytes, rateFrom, predictedSeconds, actualSeconds, seenSeconds } = each;
        const by = rateFrom === null ? 'a guess' : `the one of ${formatBytes(rateFrom)}`;
        const error = `${errorOf(each) < 0 ? '−' : '+'}${Math.abs(Math.round(100 * errorOf(each)))} %`;
        const seen = seenSeconds === null ? 'not seen' : formatSeconds(seenSeconds);
        return [
          formatBytes(walBytes),
          by,
          formatSeconds(predictedSeconds),
          formatSeconds(actualSeconds),
          error,
          seen,
        ];
      }),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
