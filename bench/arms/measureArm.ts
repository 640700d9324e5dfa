import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { RUNS_TYPESCRIPT } from '../../machine/typescript.ts';
import { PRESETS } from '../../domain/presets.ts';
import { Simulation } from '../../worker/sources/simulation.ts';
import { waitForExit } from '../../scripts/launch/embedded/child.ts';
import type { BenchServers } from '../servers.ts';
import type { ArmMessage, ArmTask } from './armProcess.ts';

const FILE = fileURLToPath(new URL('armProcess.ts', import.meta.url));
/** Long enough for a dead worker's jobs to be taken over. */
const AFTER_KILL_MS = 3_000;
const AFTER_CHECKPOINT_MS = 500;

export interface ArmMeasurement {
  readonly name: string;
  readonly updatesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly walBytesPerThousand: number;
  /** Pages that one checkpoint had to write after the load. */
  readonly checkpointBuffers: number;
  /** The number of rows updated at the time of the kill that hold an older value than was acknowledged. */
  readonly rowsLost: number;
  readonly rowsUpdated: number;
}

export interface ArmRange {
  readonly tokens: number;
  readonly tableTokens: number;
  readonly seconds: number;
}

/** Measures one arm twice on clean servers: a whole load with its drain, and one that is killed half way. */
export async function measureArm(
  servers: BenchServers,
  name: string,
  range: ArmRange,
): Promise<ArmMeasurement> {
  const { pool, redis } = servers;
  const task: ArmTask = { arm: name, databaseUrl: servers.databaseUrl, redisUrl: servers.redisUrl, ...range };
  await reset(servers);
  await checkpoint(pool);
  const before = await readServer(pool);
  const whole = await runLoad(task);
  await checkpoint(pool);
  const after = await readServer(pool);
  await reset(servers);
  const acknowledged = await killHalfWay(task);
  await delay(AFTER_KILL_MS);
  // The next arm gets what was left.
  const rest = { ...task, seconds: 0 };
  await waitForEnd(start(rest), rest);
  const rowsLost = await countLost(pool, acknowledged, range);
  await redis.flushdb();
  return {
    name,
    updatesPerSecond: whole.updates / whole.seconds,
    p50Ms: whole.p50Ms,
    p99Ms: whole.p99Ms,
    walBytesPerThousand: ((after.walBytes - before.walBytes) * 1_000) / whole.updates,
    checkpointBuffers: after.buffers - before.buffers,
    rowsLost,
    rowsUpdated: acknowledged.size,
  };
}

/** CHECKPOINT returns before its pages are counted. */
async function checkpoint(pool: pg.Pool): Promise<void> {
  await pool.query('checkpoint');
  await delay(AFTER_CHECKPOINT_MS);
}

async function reset({ pool, redis }: BenchServers): Promise<void> {
  await redis.flushdb();
  await pool.query('truncate token_market, tracked_token, token_price, skipped_poll');
  await pool.query(`update write_mode set layout = 'wide', strategy = 'direct'`);
  await pool.query('drop table if exists staging');
  await pool.query(
    'update token_discovery set tx_count_24h = 0, market_order = 0 where tx_count_24h <> 0 or market_order <> 0',
  );
}

interface Load {
  readonly updates: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function runLoad(task: ArmTask): Promise<Load> {
  const child = start(task);
  const loads: Load[] = [];
  child.on('message', (message: ArmMessage) => {
    if (message.kind === 'done') loads.push(message);
  });
  await waitForEnd(child, task);
  return loads[0]!;
}

async function waitForEnd(child: ChildProcess, { arm }: ArmTask): Promise<void> {
  await waitForExit(child);
  if (child.exitCode !== 0) throw new Error(`${arm} ended with exit code ${child.exitCode}`);
}

/** SIGKILL after half of the time. Resolves with the newest acknowledged update of each token. */
async function killHalfWay(task: ArmTask): Promise<ReadonlyMap<number, number>> {
  const child = start(task);
  const newest = new Map<number, number>();
  child.on('message', (message: ArmMessage) => {
    if (message.kind !== 'acknowledged') return;
    for (const [token, n] of Object.entries(message.newest)) newest.set(Number(token), n);
  });
  await once(child, 'message');
  await delay((task.seconds * 1_000) / 2);
  child.kill('SIGKILL');
  await waitForExit(child);
  return newest;
}

function start(task: ArmTask): ChildProcess {
  return fork(FILE, [JSON.stringify(task)], {
    execArgv: [...RUNS_TYPESCRIPT],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function countLost(
  pool: pg.Pool,
  acknowledged: ReadonlyMap<number, number>,
  { tokens, tableTokens }: ArmRange,
): Promise<number> {
  const simulation = new Simulation(1, PRESETS.incident);
  const byMint = new Map(
    [...acknowledged].map(([token, n]) => [simulation.mint(Math.floor((token * tableTokens) / tokens)), n]),
  );
  const { rows } = await pool.query<{ mint: string; n: number }>(
    'select mint, coalesce(tx_count_24h, 0)::integer as n from token_current where mint = any($1)',
    [[...byMint.keys()]],
  );
  return rows.filter(({ mint, n }) => n < byMint.get(mint)!).length;
}

async function readServer(pool: pg.Pool): Promise<{ walBytes: number; buffers: number }> {
  const { rows } = await pool.query<{ walBytes: number; buffers: number }>(
    'select (select wal_bytes::bigint from pg_stat_wal) as "walBytes", (select buffers_written from pg_stat_checkpointer) as buffers',
  );
  return rows[0]!;
}
