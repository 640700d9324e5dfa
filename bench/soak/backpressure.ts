import { median } from '../../domain/statistics.ts';
import { formatCount } from '../../domain/format.ts';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { migrate } from '../../db/migrate.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { shardKeys } from '../../buffer/keys.ts';
import { ChaosServers } from '../chaos/ChaosServers.ts';
import { ChaosWorker, type Reply } from '../chaos/ChaosWorker.ts';
import { readBufferCounts } from '../chaos/rules.ts';
import { readProcess } from '../../experiment/workerProcess.ts';

const ROWS = 300_000;
const MAX_ENTRIES = 50_000;
const UPDATES_PER_CALL = 100;
/** Enough of them to wait for longer than a writer may. */
const CALLERS = 3_000;
const WARM_UP_MS = 30_000;
const MEASURE_MS = 30_000;
const LOAD_MS = 300_000;
/** Above the 30 s for which the worker lets a writer wait. */
const CALLER_PATIENCE_MS = 120_000;

export interface BackpressureReport {
  /** Updates per second that went down to PostgreSQL while the buffer stood at its bound. */
  readonly sustainableRate: number;
  /** Asked for, twice that. */
  readonly wantedRate: number;
  readonly acceptedRate: number;
  readonly seconds: number;
  readonly acceptedCalls: number;
  /** By the error's name. */
  readonly refusedCalls: Readonly<Record<string, number>>;
  /** Median wait of the accepted calls, ms. */
  readonly medianWaitMs: number;
  readonly longestWaitMs: number;
  readonly maxEntries: number;
  readonly mostEntries: number;
  readonly workerBytesBefore: number;
  readonly workerBytesMost: number;
  readonly ledgerImbalance: number;
  /** Tokens whose last accepted value is not in PostgreSQL after the drain. */
  readonly lost: number;
}

interface Tally {
  accepted: number;
  readonly refused: Record<string, number>;
  readonly waits: number[];
}

/** Asks a worker for twice what it can write down, for five minutes. */
export async function runBackpressure(say: (line: string) => void): Promise<BackpressureReport> {
  const servers = await ChaosServers.start({ fsync: 'always', canBreakMachine: false });
  const worker = new ChaosWorker({
    name: 'worker',
    control: null,
    logFile: join(servers.dir, 'workers.log'),
    onFall: (detail) => say(detail),
    variables: {
      ...servers.variables,
      SOURCE: 'replay:/dev/null',
      STRATEGY: 'hybrid',
      TIME_SCALE: '10',
      SYNC_INTERVAL_MS: '50000',
      BUFFER_MAX_ENTRIES: String(MAX_ENTRIES),
      METRICS_PORT: '0',
      LOG_LEVEL: 'error',
    },
  });
  try {
    await migrate(servers.databaseUrl);
    say(`Loading ${formatCount(ROWS)} rows`);
    await servers.askPostgres(insertRows);
    worker.start();
    await worker.whenReady;
    return await press({ servers, worker, say });
  } finally {
    await worker.stop();
    await servers.stop();
  }
}

interface Parts {
  readonly servers: ChaosServers;
  readonly worker: ChaosWorker;
  readonly say: (line: string) => void;
}

async function press({ servers, worker, say }: Parts): Promise<BackpressureReport> {
  const promised = new Map<string, number>();
  const callers = new Callers(worker, promised);
  say('Finding the rate that it sustains: as many updates as it takes');
  await callers.run({ callers: 60, updatesPerSecond: Infinity, ms: WARM_UP_MS });
  const closed = await callers.run({ callers: 60, updatesPerSecond: Infinity, ms: MEASURE_MS });
  const sustainableRate = (closed.accepted * UPDATES_PER_CALL) / (MEASURE_MS / 1_000);
  const workerBytesBefore = readProcess(worker.pid!)?.rssBytes ?? 0;
  say(
    `It sustains ${Math.round(sustainableRate)} updates a second; now twice that for ${LOAD_MS / 60_000} minutes`,
  );
  const watch = watchBounds(servers, worker);
  const tally = await callers.run({ callers: CALLERS, updatesPerSecond: 2 * sustainableRate, ms: LOAD_MS });
  const most = await watch.stop();
  say('Waiting until everything accepted is written');
  const { imbalance } = await drain(servers);
  const { waits } = tally;
  return {
    sustainableRate,
    wantedRate: 2 * sustainableRate,
    acceptedRate: (tally.accepted * UPDATES_PER_CALL) / (LOAD_MS / 1_000),
    seconds: LOAD_MS / 1_000,
    acceptedCalls: tally.accepted,
    refusedCalls: tally.refused,
    medianWaitMs: median(waits) ?? 0,
    longestWaitMs: waits.reduce((longest, wait) => Math.max(longest, wait), 0),
    maxEntries: MAX_ENTRIES,
    mostEntries: most.entries,
    workerBytesBefore,
    workerBytesMost: most.workerBytes,
    ledgerImbalance: imbalance,
    lost: await servers.askPostgres((client) => countLost(client, promised)),
  };
}

/** Callers who each wait for their answer before they call again. */
class Callers {
  private readonly worker: ChaosWorker;
  /** The newest value that was accepted for each mint. */
  private readonly promised: Map<string, number>;
  private value = 0;
  private next = 0;

  constructor(worker: ChaosWorker, promised: Map<string, number>) {
    this.worker = worker;
    this.promised = promised;
  }

  async run(how: { callers: number; updatesPerSecond: number; ms: number }): Promise<Tally> {
    const tally: Tally = { accepted: 0, refused: {}, waits: [] };
    const startedAt = performance.now();
    const everyMs = (how.callers * UPDATES_PER_CALL * 1_000) / how.updatesPerSecond;
    const call = async (i: number): Promise<void> => {
      let dueAt = startedAt + (everyMs * i) / how.callers;
      while (performance.now() - startedAt < how.ms) {
        const waitMs = dueAt - performance.now();
        if (waitMs > 0) await delay(waitMs);
        dueAt = Math.max(dueAt + everyMs, performance.now());
        await this.call(tally);
      }
    };
    await Promise.all(Array.from({ length: how.callers }, (_, i) => call(i)));
    return tally;
  }

  private async call(tally: Tally): Promise<void> {
    const updates = Array.from({ length: UPDATES_PER_CALL }, () => this.createUpdate());
    const askedAt = performance.now();
    const reply: Reply = await this.worker.ask(
      { kind: 'update', updates, writeKind: 'pool' },
      CALLER_PATIENCE_MS,
    );
    if (reply.outcome !== 'accepted') {
      const name = reply.outcome === 'refused' ? reply.error : 'no answer';
      tally.refused[name] = (tally.refused[name] ?? 0) + 1;
      return;
    }
    tally.accepted++;
    tally.waits.push(performance.now() - askedAt);
    for (const { mint, order } of updates) {
      this.promised.set(mint, Math.max(order, this.promised.get(mint) ?? 0));
    }
  }

  /** Walks over all rows, so that little is merged. */
  private createUpdate(): TokenUpdate {
    const order = Date.now() * 1_000 + (this.value++ % 1_000);
    const mint = mintOf(this.next++ % ROWS);
    return { mint, order, pool: { poolAddress: String(order), poolType: 'press', poolCreatedAt: null } };
  }
}

const mintOf = (i: number): string => `press${i}`;

async function insertRows(client: pg.Client): Promise<void> {
  await client.query(
    `insert into token_discovery (mint, created_at, discovered_via, announced)
     select 'press' || i, now(), 'press', true from generate_series(0, $1::integer - 1) as i`,
    [ROWS],
  );
}

/** A newer value than the promised one may be there: it was refused too late to be taken back. */
async function countLost(client: pg.Client, promised: ReadonlyMap<string, number>): Promise<number> {
  const result = await client.query<{ lost: number }>(
    `select count(*)::integer as lost
     from unnest($1::text[], $2::bigint[]) as p (mint, value) left join token_discovery t using (mint)
     where coalesce(t.pool_address::bigint, 0) < p.value`,
    [[...promised.keys()], [...promised.values()]],
  );
  return result.rows[0]!.lost;
}

function watchBounds(
  servers: ChaosServers,
  worker: ChaosWorker,
): { stop(): Promise<{ entries: number; workerBytes: number }> } {
  const most = { entries: 0, workerBytes: 0 };
  let stopped = false;
  const look = async (): Promise<void> => {
    while (!stopped) {
      const { waiting } = await servers.askRedis((redis) => readBufferCounts(redis, [shardKeys(0)]));
      most.entries = Math.max(most.entries, waiting);
      most.workerBytes = Math.max(most.workerBytes, readProcess(worker.pid!)?.rssBytes ?? 0);
      await delay(1_000);
    }
  };
  const looking = look();
  return {
    stop: async () => {
      stopped = true;
      await looking;
      return most;
    },
  };
}

async function drain(servers: ChaosServers): Promise<{ imbalance: number }> {
  for (;;) {
    const counts = await servers.askRedis((redis) => readBufferCounts(redis, [shardKeys(0)]));
    if (counts.waiting === 0) return counts;
    await delay(500);
  }
}
