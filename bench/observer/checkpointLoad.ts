import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Pages of the table, one row each. */
const PAGES = 16_000;

/** Makes checkpoints of every cause and of 10 to 15,000 pages. */
export interface CheckpointLoad {
  /** Runs the next kind of cycle; resolves with what it did. */
  runCycle(): Promise<string>;
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly url: string;
  readonly cycleMs: number;
  /** Stops the server cleanly and starts it again. */
  readonly restart: () => Promise<void>;
}

/** Cycles in turn: paced ones of different sizes, then one of each other kind. */
export async function createCheckpointLoad({ url, cycleMs, restart }: LoadOptions): Promise<CheckpointLoad> {
  let pgbench: ChildProcess | null = null;
  // Before the table: its pages are to be clean when the cycles begin.
  initPgbench(url);
  await query(url, [
    `create table pages (id integer primary key, n integer not null, pad text not null) with (fillfactor = 50)`,
    `alter table pages alter pad set storage plain`,
    `insert into pages select i, 0, repeat('x', 3000) from generate_series(1, ${PAGES}) i`,
    'vacuum (freeze, analyze) pages',
    'checkpoint',
  ]);
  const dirty = (pages: number, turn = 0): Promise<void> => {
    const every = Math.max(1, Math.floor(PAGES / pages));
    return query(url, [`update pages set n = n + 1 where id % ${every} = ${turn % every}`]);
  };
  const paced = (pages: number) => async () => {
    await dirty(pages);
    await delay(cycleMs);
    return `about ${pages} pages`;
  };
  const withPgbench = async () => {
    pgbench = startPgbench(url, Math.round((2 * cycleMs) / 1_000), 100);
    await delay(2 * cycleMs);
    return 'pgbench at 100/s for two cycles';
  };
  const manual = async () => {
    await dirty(200);
    await delay(cycleMs * 0.7);
    await query(url, ['checkpoint']);
    await dirty(100);
    await delay(3_000);
    await query(url, ['checkpoint', 'checkpoint']);
    await delay(cycleMs * 0.3);
    return 'CHECKPOINT, now and then while one writes';
  };
  const walForced = async () => {
    await query(url, [`alter system set max_wal_size = '64MB'`, 'select pg_reload_conf()']);
    // Other pages each time, so that each has its image in the WAL: about half of what forces a checkpoint. Some are
    // asked for while the one before still writes.
    for (let turn = 0; turn < 16; turn++) {
      await dirty(4_000, turn);
      await delay(cycleMs / 16);
    }
    await query(url, ['alter system reset max_wal_size', 'select pg_reload_conf()']);
    return 'forced by WAL';
  };
  const idle = async () => {
    await delay(2 * cycleMs);
    return 'idle: skipped';
  };
  const shutdown = async () => {
    await dirty(150);
    await delay(2_000);
    await restart();
    await delay(cycleMs / 2);
    return 'clean restart';
  };
  const sizes = [10, 40, 120, 250, 600, 2_000, 8_000, 16_000];
  const cycles = [...sizes.map(paced), withPgbench, manual, walForced, idle, shutdown];
  let next = 0;
  return {
    runCycle: () => cycles[next++ % cycles.length]!(),
    stop: async () => void pgbench?.kill(),
  };
}

async function query(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** pgbench comes with a server's packages; without it the cycle runs idle. */
function findPgbench(): string | undefined {
  if (spawnSync('pgbench', ['--version']).status === 0) return 'pgbench';
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  return versions.map((version) => `${root}/${version}/bin/pgbench`).find(existsSync);
}

function initPgbench(url: string): void {
  const pgbench = findPgbench();
  if (pgbench !== undefined) spawnSync(pgbench, ['-i', '-s', '5', '-q', url]);
}

function startPgbench(url: string, seconds: number, perSecond: number): ChildProcess | null {
  const pgbench = findPgbench();
  if (pgbench === undefined) return null;
  return spawn(pgbench, ['-n', '-c', '2', '-T', String(seconds), '-R', String(perSecond), url], {
    stdio: 'ignore',
  });
}
