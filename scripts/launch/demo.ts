import { join } from 'node:path';
import type pg from 'pg';
import { createPool } from '../../db/pool.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import type { WatchTarget } from '../../worker/config/watchTargets.ts';
import { say } from '../command/terminal.ts';
import { ensureDatabase, ensureExtensions, startPostgres } from './embedded/postgres.ts';
import type { Run } from './runStack.ts';
import { supervise, type Supervised } from './supervise.ts';

/** Rows of some 250 bytes: about 25 MB, less than shared_buffers holds. */
const ROWS = 100_000;
const TICK_MS = 250;
/** The least that PostgreSQL takes: the first cycle is over soon. */
const CYCLE = '30s';

interface DemoServer {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Rows of each tick, at random places. */
  readonly rows: number;
}

const SERVERS: readonly DemoServer[] = [
  { name: 'calm', settings: { checkpoint_timeout: CYCLE }, rows: 2 },
  // WAL forces its checkpoints, each page is logged whole again after every one, and an index is written with each row.
  { name: 'stormy', settings: { checkpoint_timeout: CYCLE, max_wal_size: '64MB' }, rows: 200 },
];

/** Two embedded servers under a bounded load, which end with the run. */
export async function startDemo(dataDir: string, run: Run): Promise<readonly WatchTarget[]> {
  const targets: WatchTarget[] = [];
  // One after the other: the second initdb costs less than two at a time.
  for (const server of SERVERS) {
    const dir = join(dataDir, server.name);
    const start = (wishedPort?: number) =>
      startPostgres({ dir, wishedPort, settings: server.settings, logFile: `${dir}.log`, say });
    const first = await start();
    const name = `PostgreSQL "${server.name}"`;
    const restart = () => start(first.port);
    run.stack.push(supervise({ name, first, restart, say, isFinal: () => false, onFinal: () => undefined }));
    const url = await ensureDatabase(first.url, 'demo');
    await ensureExtensions(url);
    run.stack.push(await startLoad(url, server));
    targets.push({ name: server.name, url });
  }
  return targets;
}

/** Updates rows until it is stopped; while the server is away it waits. */
async function startLoad(databaseUrl: string, { rows }: DemoServer): Promise<Supervised> {
  const stopping = new AbortController();
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater demo',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  await createTable(pool);
  const loop = (async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const ids = Array.from({ length: rows }, () => 1 + Math.floor(Math.random() * ROWS));
      await pool
        .query('update reading set value = random(), seen_at = now() where id = any($1)', [ids])
        .catch(() => undefined);
      await abortableDelay(TICK_MS, stopping.signal);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
      await pool.end();
    },
  };
}

async function createTable(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(`select to_regclass('reading') is not null as "isThere"`);
  if ((rows as { isThere: boolean }[])[0]!.isThere) return;
  await pool.query(`
    begin;
    create table reading (id integer primary key, value float8 not null, seen_at timestamptz not null, note text not null);
    insert into reading select id, 0, now(), repeat('x', 200) from generate_series(1, ${ROWS}) id;
    create index reading_value on reading (value);
    commit`);
}
