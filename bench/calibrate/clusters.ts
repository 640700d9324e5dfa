import { formatCount } from '../../domain/format.ts';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeTree } from '../../machine/files.ts';
import { migrate } from '../../db/migrate.ts';
import { createPool } from '../../db/pool.ts';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { insertSyncShards } from '../../db/statements/syncShard.ts';
import { waitForExit } from '../../scripts/launch/embedded/child.ts';
import { ensureDatabase, startPostgres } from '../../scripts/launch/embedded/postgres.ts';
import { PRESETS } from '../../domain/presets.ts';
import { Simulation } from '../../worker/sources/simulation.ts';

const TOKENS_PER_INSERT = 2_000;
const LOADED_AT = Date.UTC(2026, 0, 1);

export interface RunCluster {
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

export interface Clusters {
  /** A server on a copy of the table of that size; `lane` names the copy. */
  open(rows: number, lane: number, settings: Readonly<Record<string, string>>): Promise<RunCluster>;
  remove(): void;
}

/** Tables are loaded once for each size, and copied file by file for each run. */
export function createClusters(say: (line: string) => void): Clusters {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-calibrate-'));
  chmodSync(dir, 0o755);
  const loading = new Map<number, Promise<void>>();
  const start = (name: string, settings: Readonly<Record<string, string>>) =>
    startPostgres({
      dir: join(dir, name, 'postgres'),
      wishedPort: undefined,
      // The WAL of the measured cycles is read at the end.
      settings: { autovacuum: 'off', wal_keep_size: '2GB', ...settings },
      logFile: join(dir, `${name}.log`),
      say: () => undefined,
    });
  const loadOnce = (rows: number): Promise<void> => {
    const load = loading.get(rows) ?? loadBase(rows);
    loading.set(rows, load);
    return load;
  };
  const loadBase = async (rows: number): Promise<void> => {
    say(`Loading a table of ${formatCount(rows)} rows`);
    const postgres = await start(`base-${rows}`, {});
    try {
      await loadTable(await ensureDatabase(postgres.url, 'breakwater'), rows);
    } finally {
      await postgres.stop();
    }
    if (dirname(postgres.dataDir) !== join(dir, `base-${rows}`, 'postgres')) {
      throw new Error(`PostgreSQL cannot use ${dir}`);
    }
  };
  return {
    open: async (rows, lane, settings) => {
      await loadOnce(rows);
      const name = `run-${lane}`;
      if (existsSync(join(dir, name))) removeTree(join(dir, name));
      await copy(join(dir, `base-${rows}`), join(dir, name));
      const postgres = await start(name, settings);
      return { databaseUrl: await ensureDatabase(postgres.url, 'breakwater'), stop: () => postgres.stop() };
    },
    remove: () => removeTree(dir),
  };
}

/** The project's own table, as it is after a life of updates: each page has room for a new version of one row. */
async function loadTable(databaseUrl: string, rows: number): Promise<void> {
  await migrate(databaseUrl);
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater calibrate',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  const simulation = new Simulation(1, { ...PRESETS.incident, initialTokens: rows });
  try {
    await insertSyncShards(pool, 1);
    for (let from = 0; from < rows; from += TOKENS_PER_INSERT) {
      const count = Math.min(TOKENS_PER_INSERT, rows - from);
      await insertTokens(pool, simulation.initialTokens(from, count, LOADED_AT), 'load');
    }
    await pool.query(`
      delete from token_discovery where ctid = any(array(
        select format('(%s,1)', page)::tid
        from generate_series(0, pg_relation_size('token_discovery') / 8192 - 1) page))`);
    await pool.query('vacuum (analyze) token_discovery');
    await pool.query('create extension if not exists pg_walinspect');
  } finally {
    await pool.end();
  }
}

/** With owners and rights: as root, the server runs as another user. */
async function copy(from: string, to: string): Promise<void> {
  const child = spawn('cp', ['-a', from, to], { stdio: ['ignore', 'ignore', 'inherit'] });
  await waitForExit(child);
  if (child.exitCode !== 0) throw new Error(`Could not copy ${from} to ${to}`);
}
