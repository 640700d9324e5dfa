import { quantileOf } from '../domain/statistics.ts';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeTree } from '../machine/files.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { ensureExtensions, type PostgresServer, startPostgres } from '../scripts/launch/embedded/postgres.ts';
import { CheckpointObserver } from '../observer/CheckpointObserver.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';
import { listEvents } from '../observer/serverLog/parseLogLine.ts';
import { createCheckpointLoad } from './observer/checkpointLoad.ts';
import { type Comparison, compareCheckpoints } from './observer/compareCheckpoints.ts';
import { text, wholeNumber } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { createOutput, outputFlags } from '../scripts/command/output.ts';

const USAGE = `Usage: npm run verify -- observer [--minutes N] [--install-dir DIR] [--json] [--output FILE]

Holds the observer against the server's own log: a fresh server, checkpoints of every cause and of 10 to 15,000 pages,
watched only by SQL, every one compared with its log line afterwards.

  --minutes N         how long (default 30)
  --install-dir DIR   another PostgreSQL than the embedded 18, such as /usr/lib/postgresql/15
  --json              the result for programs instead of the text
  --output FILE       into FILE: for programs (.json), for a document (.md); as often as you like`;
const CYCLE_MS = 30_000;

export const command = defineCommand({
  usage: USAGE,
  flags: { minutes: wholeNumber(1, 600, 30), 'install-dir': text(undefined), ...outputFlags('.md') },
  run: async ({ minutes, 'install-dir': installDir, json, output }) => {
    const { say, give } = createOutput({ json, output });
    const dir = mkdtempSync(join(tmpdir(), 'breakwater-observer-'));
    chmodSync(dir, 0o755);
    try {
      const { result, run } = await check({ dir, minutes, installDir, say });
      const report = renderReport(result, run);
      give({ value: { ...run, ...result }, text: `\n${report}`, formats: { '.md': () => report } });
      return result.missed > 0 || result.differences.length > 0 ? 1 : 0;
    } finally {
      removeTree(dir);
    }
  },
});

interface CheckOptions {
  readonly dir: string;
  readonly minutes: number;
  readonly installDir: string | undefined;
  readonly say: (line: string) => void;
}

interface Run {
  readonly version: string;
  readonly minutes: number;
  /** Share of a core. */
  readonly cpuShare: number;
}

const logFileOf = (dir: string): string => join(dir, 'postgres.log');

function start({ dir, installDir, say }: CheckOptions, wishedPort?: number): Promise<PostgresServer> {
  return startPostgres({
    dir: join(dir, 'postgres'),
    wishedPort,
    settings: {
      checkpoint_timeout: '30s',
      shared_buffers: '256MB',
      log_line_prefix: '%m [%p] ',
      // It would dirty pages of its own in the small cycles.
      autovacuum: 'off',
      // Skipped checkpoints are logged only at this level.
      log_min_messages: 'debug1',
    },
    logFile: logFileOf(dir),
    say,
    installDir,
  });
}

async function check(options: CheckOptions): Promise<{ readonly result: Comparison; readonly run: Run }> {
  const { dir, minutes, say } = options;
  const logFile = logFileOf(dir);
  let server = await start(options);
  await ensureExtensions(server.url);
  const records: CheckpointRecord[] = [];
  const observer = new CheckpointObserver({
    connect: () => connectObserver(server.url),
    pollMs: 500,
    onRecord: (record) => records.push(record),
  });
  const restart = async (): Promise<void> => {
    await server.stop();
    server = await start(options, server.port);
  };
  const load = await createCheckpointLoad({ url: server.url, cycleMs: CYCLE_MS, restart });
  const logStart = readFileSync(logFile).length;
  await observer.start();
  await delay(1_000);
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  while (performance.now() - startedAt < minutes * 60_000) {
    const did = await load.runCycle();
    const passed = (performance.now() - startedAt) / 60_000;
    say(`${passed.toFixed(1)} of ${minutes} min, ${records.length} checkpoints seen; last: ${did}`);
  }
  await load.stop();
  await delay(CYCLE_MS + 5_000);
  const cpu = process.cpuUsage(cpuBefore);
  const cpuShare = (cpu.user + cpu.system) / 1_000 / (performance.now() - startedAt);
  const version = observer.view.server!.serverVersionName;
  await observer.stop();
  // Before the server stops: its last checkpoints are not the observer's to see.
  const lines = readFileSync(logFile).subarray(logStart).toString('utf8').split('\n');
  const events = lines.flatMap(listEvents);
  await server.stop();
  return { result: compareCheckpoints(events, records), run: { version, minutes, cpuShare } };
}

/** Markdown, readable in a terminal too. */
function renderReport(result: Comparison, run: Run): string {
  const errors = result.predictionErrors.map(Math.abs).sort((a, b) => a - b);
  const quantile = (q: number): string => percent(quantileOf(errors, q));
  const causes = Object.entries(result.byCause).map(([cause, count]) => `${count} ${cause}`);
  const lines = [
    `# The observer against the log of PostgreSQL ${run.version}`,
    '',
    `${run.minutes} minutes of wall time, checkpoint_timeout 30 s, ${cpus().length} × ${cpus()[0]?.model}, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    `- Logged: ${result.logged} checkpoints (${causes.join(', ')}) and ${result.skippedLogged} skipped`,
    `- Observed by SQL only: ${result.observed} and ${result.skippedObserved} skipped; missed ${result.missed}; ${result.merged} records hold more than one`,
    `- Write or sync time more than 1 ms off, or pages off: ${result.differences.length}`,
    ...result.differences.map(
      ({ logged, what }) => `  - ${logged.checkpoint.at}, ${logged.reasons.join(' ')}: ${what}`,
    ),
    `- Cause right: ${result.causesRight} of ${result.logged} (${percent(result.causesRight / result.logged)})`,
    `- Write time expected at the start, ${errors.length} paced ones of ${result.pageRange.join(' to ')} pages: median error ${quantile(0.5)}, p95 ${quantile(0.95)}, most ${quantile(1)}`,
    `- CPU of the observing process, load and polls included: ${percent(run.cpuShare)} of a core`,
  ];
  return `${lines.join('\n')}\n`;
}

function percent(share: number | undefined): string {
  return share === undefined ? 'n/a' : `${(100 * share).toFixed(2)} %`;
}
