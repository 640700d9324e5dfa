import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { toConnectionString } from '../db/address.ts';
import { inWords, refusePooler } from '../db/refusals.ts';
import type { Asked } from '../domain/refusal.ts';
import { pino } from 'pino';
import { removeTree } from '../machine/files.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { readCheckpointSettings } from '../db/statements/readServerFacts.ts';
import { loadInitialTable } from '../worker/services/initialLoad.ts';
import { PRESETS } from '../domain/presets.ts';
import { Simulation } from '../worker/sources/simulation.ts';
import { waitForExit } from '../scripts/launch/embedded/child.ts';
import { ensureDatabase, ensureExtensions, startPostgres } from '../scripts/launch/embedded/postgres.ts';
import { startRedis } from '../scripts/launch/embedded/redis.ts';
import { workloadTimeSettings } from '../scripts/launch/embedded/workloadTimeSettings.ts';
import { calmSettings } from '../domain/profileSettings.ts';
import type { ArmPlan, ExperimentPlan } from '../domain/experiment.ts';
import type { ProfileName } from '../domain/profiles.ts';

/** Loaded tokens are as old as this says; the same in every run. */
const LOADED_AT = Date.UTC(2026, 0, 1);
const SCHEMA = 'breakwater_compare';

/** The servers of one run. */
export interface RunServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly redisPid: number;
  stop(): Promise<void>;
}

/** Gives every run the same table to begin with, and an empty Redis. */
export interface StartingState {
  /** The checkpoint_timeout of the server that an arm gets. */
  checkpointTimeoutSeconds(arm: ArmPlan): number;
  open(arm: ArmPlan): Promise<RunServers>;
  remove(): Promise<void>;
}

export interface StateOptions {
  readonly plan: ExperimentPlan;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A cluster that is loaded once and copied, file by file, for each run. */
export async function prepareEmbedded(options: StateOptions): Promise<StartingState> {
  const { plan, say } = options;
  const dir = createDirectory();
  const start = (name: string, settings: Readonly<Record<string, string>>) =>
    startPostgres({
      dir: join(dir, name, 'postgres'),
      wishedPort: undefined,
      settings,
      logFile: join(dir, 'postgres.log'),
      say: () => undefined,
    });
  try {
    const postgres = await start('base', settingsOf('default', plan.timeScale));
    try {
      const databaseUrl = await ensureDatabase(postgres.url, 'breakwater');
      await ensureExtensions(databaseUrl);
      await load(databaseUrl, options);
    } finally {
      await postgres.stop();
    }
    const home = dirname(postgres.dataDir);
    if (home !== join(dir, 'base', 'postgres')) throw new Error(`PostgreSQL cannot use ${dir}`);
  } catch (error: unknown) {
    removeTree(dir);
    throw error;
  }
  say('Every run starts from a copy of that cluster');
  return {
    checkpointTimeoutSeconds: ({ profile }) =>
      Number.parseInt(settingsOf(profile, plan.timeScale)['checkpoint_timeout']!, 10),
    open: async (arm) => {
      removeTree(join(dir, 'run'));
      await copy(join(dir, 'base'), join(dir, 'run'));
      const postgres = await start('run', settingsOf(arm.profile, plan.timeScale));
      const redis = await openRedis(join(dir, 'run', 'redis'), join(dir, 'redis.log'));
      return {
        databaseUrl: await ensureDatabase(postgres.url, 'breakwater'),
        redisUrl: redis.url,
        redisPid: redis.child.pid!,
        stop: async () => {
          await redis.stop();
          await postgres.stop();
        },
      };
    },
    remove: async () => removeTree(dir),
  };
}

/** A schema of its own on somebody's server, loaded again for each run and dropped in the end. */
export async function prepareForeign(url: string, options: StateOptions): Promise<StartingState> {
  const asked = { name: '--database', url, makesSchema: true } as const;
  const checkpointTimeoutSeconds = await inWords(asked, async () => {
    await refuseForeign(asked);
    return readCheckpointTimeout(url);
  });
  const dir = createDirectory();
  const databaseUrl = withSchema(url);
  const drop = (): Promise<void> => execute(url, `drop schema if exists ${SCHEMA} cascade`);
  return {
    checkpointTimeoutSeconds: () => checkpointTimeoutSeconds,
    open: async () => {
      await drop();
      await execute(url, `create schema ${SCHEMA}`);
      await load(databaseUrl, options);
      removeTree(join(dir, 'redis'));
      const redis = await openRedis(join(dir, 'redis'), join(dir, 'redis.log'));
      return { databaseUrl, redisUrl: redis.url, redisPid: redis.child.pid!, stop: () => redis.stop() };
    },
    remove: async () => {
      await drop();
      removeTree(dir);
    },
  };
}

/** Before anything is loaded: a pooler would not commit durably, and a role without the right cannot make the schema. */
async function refuseForeign(asked: Asked): Promise<void> {
  const pool = createPool({
    databaseUrl: asked.url,
    applicationName: 'breakwater compare',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  try {
    await refusePooler(pool, asked);
    await pool.query(`drop schema if exists ${SCHEMA} cascade; create schema ${SCHEMA}`);
  } finally {
    await pool.end();
  }
}

async function readCheckpointTimeout(url: string): Promise<number> {
  const client = await connectObserver(url);
  try {
    return (await readCheckpointSettings(client)).checkpointTimeoutSeconds;
  } finally {
    await client.end();
  }
}

/** The settings that `npm start` gives its own server, with the profile on top. */
function settingsOf(profile: ProfileName, timeScale: number): Readonly<Record<string, string>> {
  const calm = profile === 'calm' ? calmSettings({ timeScale, embedded: true }) : [];
  return {
    ...workloadTimeSettings(timeScale),
    ...Object.fromEntries(calm.map(({ name, value }) => [name, value])),
  };
}

async function load(databaseUrl: string, { plan, say, signal }: StateOptions): Promise<void> {
  await migrate(databaseUrl);
  const preset = PRESETS[plan.preset];
  const simulation = new Simulation(plan.seed, preset);
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater compare',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  const table = {
    size: preset.initialTokens,
    readTokens: (from: number, count: number) => simulation.initialTokens(from, count, LOADED_AT),
  };
  // The load reports through a logger; here its lines go to a person.
  const logger = pino(
    { base: null },
    { write: (line: string) => say((JSON.parse(line) as { msg: string }).msg) },
  );
  try {
    await loadInitialTable(pool, table, { logger, signal });
    signal.throwIfAborted();
  } finally {
    await pool.end();
  }
}

async function openRedis(dir: string, logFile: string) {
  return startRedis({ dir, wishedPort: undefined, appendfsync: 'always', logFile, say: () => undefined });
}

/** Where PostgreSQL may enter, also as another user. */
function createDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-compare-'));
  chmodSync(dir, 0o755);
  return dir;
}

/** With owners and rights: as root, the server runs as another user. */
async function copy(from: string, to: string): Promise<void> {
  const child = spawn('cp', ['-a', from, to], { stdio: ['ignore', 'ignore', 'inherit'] });
  await waitForExit(child);
  if (child.exitCode !== 0) throw new Error(`Could not copy ${from} to ${to}`);
}

function withSchema(url: string): string {
  const own = new URL(url);
  own.searchParams.set('options', `-c search_path=${SCHEMA}`);
  return own.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({
    connectionString: toConnectionString(url),
    application_name: 'breakwater compare',
  });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
