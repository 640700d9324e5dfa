import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import pg from 'pg';
import { removeTree } from '../../machine/files.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { type PostgresServer, startPostgres } from '../../scripts/launch/embedded/postgres.ts';
import type { CheckpointRecord, Interruption, RunningCheckpoint } from '../../domain/checkpoints.ts';
import { CheckpointObserver } from '../../observer/CheckpointObserver.ts';
import type { LoggedCheckpoint } from '../../observer/serverLog/logRecord.ts';
import { listEvents } from '../../observer/serverLog/parseLogLine.ts';

const POLL_MS = 100;

export interface ObservedServerOptions {
  readonly dir: string;
  /** Holds bin/ of another PostgreSQL than the embedded one. */
  readonly installDir?: string | undefined;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A server of a test's own, that may be stopped, killed and reset. */
export class ObservedServer {
  readonly logFile: string;
  private readonly options: ObservedServerOptions;
  private last: PostgresServer | null = null;
  private runs = false;

  constructor(options: ObservedServerOptions) {
    this.options = options;
    this.logFile = `${options.dir}.log`;
  }

  /** While it is stopped, as it was. */
  get postgres(): PostgresServer {
    if (this.last === null) throw new Error('The server was never started');
    return this.last;
  }

  /** Always at the same port. */
  get url(): string {
    return this.postgres.url;
  }

  get dataDir(): string {
    return this.postgres.dataDir;
  }

  async start(): Promise<void> {
    const { dir, installDir, settings } = this.options;
    this.last = await startPostgres({
      dir,
      installDir,
      wishedPort: this.last?.port,
      settings: {
        log_line_prefix: '%m [%p] ',
        autovacuum: 'off',
        shared_buffers: '16MB',
        ...settings,
      },
      logFile: this.logFile,
      say: () => undefined,
    });
    this.runs = true;
  }

  async stop(): Promise<void> {
    if (!this.runs) return;
    this.runs = false;
    await this.postgres.stop();
  }

  /** As a crash of the whole server, or a power cut, leaves it. */
  async kill(): Promise<void> {
    const { child } = this.postgres;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGQUIT');
    await exited;
    this.runs = false;
  }

  async query(...statements: readonly string[]): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      let rows: Record<string, unknown>[] = [];
      for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
      return rows;
    } finally {
      await client.end();
    }
  }

  /** The server's own log of its checkpoints, oldest first. */
  readLog(): LoggedCheckpoint[] {
    return readFileSync(this.logFile, 'utf8')
      .split('\n')
      .flatMap(listEvents)
      .flatMap((event) => (event.type === 'complete' ? [event.checkpoint] : []));
  }
}

export interface Observation {
  readonly observer: CheckpointObserver;
  readonly records: CheckpointRecord[];
  readonly lost: string[];
  /** The running checkpoints that were seen, poll by poll. */
  readonly runs: RunningCheckpoint[];
  readonly readInterruption: () => Interruption | null;
  readonly polls: () => number;
}

/** Servers and observers of one test file; what was started is stopped at its end, newest first. */
export class ObservedServers {
  readonly dir = mkdtempSync(join(tmpdir(), 'breakwater-observed-'));
  private readonly stops: (() => Promise<void>)[] = [];

  constructor() {
    // The server's user must be able to enter.
    chmodSync(this.dir, 0o755);
  }

  create(name: string, options: Omit<ObservedServerOptions, 'dir'> = {}): ObservedServer {
    const server = new ObservedServer({ ...options, dir: join(this.dir, name) });
    this.stops.push(() => server.stop());
    return server;
  }

  async observe(readUrl: () => string): Promise<Observation> {
    const records: CheckpointRecord[] = [];
    const lost: string[] = [];
    const runs: RunningCheckpoint[] = [];
    let polls = 0;
    const observer = new CheckpointObserver({
      connect: () => connectObserver(readUrl()),
      pollMs: POLL_MS,
      onRecord: (record) => records.push(record),
      onView: (view) => {
        polls++;
        if (view.running !== null) runs.push(view.running);
      },
      onLost: (_error, { code, isRepeated }) => {
        if (!isRepeated) lost.push(code);
      },
    });
    this.stops.push(() => observer.stop());
    await observer.start();
    const readInterruption = (): Interruption | null => observer.view.lastInterruption?.kind ?? null;
    return { observer, records, lost, runs, readInterruption, polls: () => polls };
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.toReversed()) await stop();
    removeTree(this.dir);
  }
}

/** Debian's packages; undefined where that one is not installed. */
export function findDebianPostgres(version: number): string | undefined {
  const dir = `/usr/lib/postgresql/${version}`;
  return existsSync(join(dir, 'bin', 'postgres')) ? dir : undefined;
}

/** Holds a record against the server's own line, to the millisecond and the page. */
export function expectAsLogged(
  record: CheckpointRecord | undefined,
  line: LoggedCheckpoint | undefined,
): void {
  expect(record).toBeDefined();
  expect(line).toBeDefined();
  expect(Math.abs(record!.writeSeconds! - line!.writeSeconds)).toBeLessThan(0.0011);
  expect(Math.abs(record!.syncSeconds! - line!.syncSeconds)).toBeLessThan(0.0011);
  expect(record!.merged).toBe(1);
  expect(record!.kind).toBe(line!.kind);
  if (line!.checkpointLsn === null) {
    // Up to 15 there is no LSN, and SLRU pages are among the buffers.
    expect(line!.buffers - record!.buffers!).toBeGreaterThanOrEqual(0);
    expect(line!.buffers - record!.buffers!).toBeLessThan(10);
    return;
  }
  expect([record!.buffers, record!.slruBuffers]).toEqual([line!.buffers, line!.slruBuffers]);
  expect([record!.checkpointLsn, record!.redoLsn]).toEqual([line!.checkpointLsn, line!.redoLsn]);
}

const GUARD = 'set transaction read only; set local search_path = pg_catalog, pg_temp; ';

/** Each message of the observer has the guard at its start; `log` has log_line_prefix '%a|' and every statement. */
export function expectGuardedStatements(log: string): void {
  const sent = log
    .split('\n')
    .flatMap((line) => /^breakwater observer\|LOG: {2}(?:statement|execute.*?): (.*)/.exec(line)?.[1] ?? []);
  expect(sent.length).toBeGreaterThan(5);
  for (const statement of sent) expect(statement.startsWith(GUARD)).toBe(true);
}
