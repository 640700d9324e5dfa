import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createBuffer, prepare } from '../../buffer/index.ts';
import { Random } from '../../scripts/verify/Random.ts';
import { ChaosServers } from '../chaos/ChaosServers.ts';
import { ChaosProcess } from './ChaosProcess.ts';
import type { BufferControl } from './messages.ts';
import { FINAL_ROWS, Oracle } from './Oracle.ts';
import { SCHEMA, TABLES } from './tables.ts';

export interface BufferChaosPlan {
  /** How many; updates come before each, and after the last. */
  readonly faults: number;
  readonly seed: number;
  readonly control: BufferControl | null;
}

export interface BufferChaosResult {
  readonly updates: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly rows: number;
  /** Rows that do not hold what the oracle knows, with both. */
  readonly wrong: readonly string[];
  readonly imbalance: number;
  /** Messages that no process may print. */
  readonly failures: readonly string[];
}

const PROCESSES = 2;
const LANES = 6;
const UPDATES_A_CALL = 20;

/** Hurts servers and processes of its own while they buffer and flush, and then looks at every row. */
export async function runBufferChaos({
  faults: count,
  seed,
  control,
}: BufferChaosPlan): Promise<BufferChaosResult> {
  const servers = await ChaosServers.start({ fsync: 'always', canBreakMachine: false });
  const failures: string[] = [];
  try {
    await servers.askPostgres(async (client) => {
      await client.query(SCHEMA);
      await prepare(client);
    });
    const processes = Array.from(
      { length: PROCESSES },
      () => new ChaosProcess(servers.variables, control, (message) => failures.push(message)),
    );
    await Promise.all(processes.map(({ ready }) => ready));
    const oracle = new Oracle(new Random(seed));
    const over = new AbortController();
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      feed(oracle, processes, { signal: over.signal, random: new Random(seed + 1 + lane) }),
    );
    const faults = await hurt(servers, processes, { count, oracle, random: new Random(seed + 100) });
    over.abort();
    await Promise.all(lanes);
    await Promise.all(processes.map((one) => one.stop()));
    return {
      updates: oracle.updates,
      faults,
      failures: [...new Set(failures)],
      ...(await judge(servers, oracle)),
    };
  } finally {
    await servers.stop();
  }
}

/** Sends updates until the faults are over, each again until it is accepted. */
async function feed(
  oracle: Oracle,
  processes: readonly ChaosProcess[],
  { signal, random }: { readonly signal: AbortSignal; readonly random: Random },
): Promise<void> {
  while (!signal.aborted) {
    let left = oracle.draw(UPDATES_A_CALL);
    while (left.length > 0) {
      const accepted = new Set(await random.pick(processes).send(left));
      for (const update of left) if (accepted.has(update.id)) oracle.release(update);
      left = left.filter(({ id }) => !accepted.has(id));
      if (left.length > 0) await delay(20);
    }
  }
}

type Fault = (servers: ChaosServers, process: ChaosProcess, holdMs: number) => Promise<void>;

const FAULTS: Readonly<Record<string, Fault>> = {
  'kill-process': async (_, process) => process.signal('SIGKILL'),
  'freeze-process': async (_, process, holdMs) => {
    process.signal('SIGSTOP');
    await delay(3 * holdMs);
    process.signal('SIGCONT');
  },
  'end-sessions': (servers) =>
    servers.askPostgres(async (client) => {
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    }),
  'kill-redis': async (servers, _, holdMs) => {
    await servers.killRedis();
    await delay(holdMs);
    await servers.startRedisAgain();
  },
  'stop-postgres': async (servers, _, holdMs) => {
    await servers.stopPostgresAtOnce();
    await delay(holdMs);
    await servers.startPostgresAgain();
  },
  'freeze-redis': async (servers, _, holdMs) => {
    servers.signalRedis('SIGSTOP');
    await delay(2 * holdMs);
    servers.signalRedis('SIGCONT');
  },
};
const MAX_HOLD_MS = 300;
/** Accepted before each fault, or it would hurt nobody. */
const UPDATES_BETWEEN = 200;

async function hurt(
  servers: ChaosServers,
  processes: readonly ChaosProcess[],
  { count, oracle, random }: { readonly count: number; readonly oracle: Oracle; readonly random: Random },
): Promise<Record<string, number>> {
  const counts = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0]));
  for (let n = 0; n < count; n++) {
    const before = oracle.accepted;
    while (oracle.accepted < before + UPDATES_BETWEEN) await delay(10);
    const name = random.pick(Object.keys(FAULTS));
    const process = random.pick(processes);
    if (name.endsWith('process')) await process.ready;
    await FAULTS[name]!(servers, process, random.below(MAX_HOLD_MS));
    counts[name]!++;
  }
  return counts;
}

/** Flushes what waits, and compares every row. */
async function judge(
  servers: ChaosServers,
  oracle: Oracle,
): Promise<Pick<BufferChaosResult, 'rows' | 'wrong' | 'imbalance'>> {
  const pool = new pg.Pool({ connectionString: servers.databaseUrl });
  const redis = new Redis(servers.redisUrl);
  const buffer = createBuffer({
    name: 'chaos',
    tables: Object.values(TABLES),
    pool,
    redis,
    shards: 2,
    parkFirstMs: 10,
    flushEveryMs: 3_600_000,
  });
  try {
    await buffer.start();
    let ledger = await buffer.readLedger();
    for (let round = 0; round < 200 && ledger.pending + ledger.parked > 0; round++) {
      await buffer.flush();
      ledger = await buffer.readLedger();
      if (ledger.pending + ledger.parked > 0) await delay(20);
    }
    const { rows } = await pool.query<{ place: string; holds: Record<string, string | number> }>(FINAL_ROWS);
    const found = new Map(rows.map(({ place, holds }) => [place, describe(holds)]));
    const wrong = [...oracle.rows].flatMap(([place, { holds }]) =>
      found.get(place) === describe(holds)
        ? []
        : [`${place}: ${found.get(place)} instead of ${describe(holds)}`],
    );
    return {
      rows: oracle.rows.size,
      wrong,
      imbalance: ledger.imbalance + ledger.pending + ledger.parked + ledger.dead,
    };
  } finally {
    await buffer.stop({ flush: false });
    redis.disconnect();
    await pool.end();
  }
}

const describe = (holds: Readonly<Record<string, string | number>>): string =>
  Object.entries(holds)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
