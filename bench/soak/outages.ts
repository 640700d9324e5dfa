import { setTimeout as delay } from 'node:timers/promises';
import { METRIC } from '../../domain/metricNames.ts';
import { sumOf } from '../../experiment/metricsText.ts';
import { readProcess } from '../../experiment/workerProcess.ts';
import { System } from './System.ts';

const AWAY_SECONDS = 60;
const WARM_UP_MS = 60_000;
const SETTLE_MS = 60_000;

export interface OutageReport {
  readonly server: 'redis' | 'postgres';
  readonly awaySeconds: number;
  /** From the server's return until /readyz is 200, updates are accepted, and, after PostgreSQL, a sync has succeeded. */
  readonly recoverySeconds: number;
  /** Status of /readyz while it was away. */
  readonly statusMeanwhile: number;
  /** Memory of the worker, before and at most. */
  readonly workerBytesBefore: number;
  readonly workerBytesMost: number;
  /** Rows that reached PostgreSQL while Redis was away; null: PostgreSQL was. */
  readonly rowsMeanwhile: number | null;
  /** Updates that Redis accepted while PostgreSQL was away; null: Redis was. */
  readonly updatesMeanwhile: number | null;
  /** A minute after the return. */
  readonly ledgerImbalance: number;
  readonly syncsFailed: number;
}

/** Takes each server away for a minute under `incident` and `hybrid`. */
export async function runOutages(say: (line: string) => void): Promise<readonly OutageReport[]> {
  const system = await System.start('hybrid');
  try {
    say(`Warming up for ${WARM_UP_MS / 1_000} s`);
    await delay(WARM_UP_MS);
    return [await takeAway(system, 'redis', say), await takeAway(system, 'postgres', say)];
  } finally {
    await system.stop();
  }
}

async function takeAway(
  system: System,
  server: OutageReport['server'],
  say: (line: string) => void,
): Promise<OutageReport> {
  const { servers, worker } = system;
  const before = await system.readMetrics();
  const workerBytesBefore = readProcess(worker.pid)?.rssBytes ?? 0;
  const rowsBefore = server === 'redis' ? await countTokens(system) : 0;
  say(`${server} goes away for ${AWAY_SECONDS} s`);
  if (server === 'redis') await servers.killRedis();
  else await servers.stopPostgresAtOnce();
  let workerBytesMost = 0;
  let statusMeanwhile = 0;
  for (let second = 0; second < AWAY_SECONDS; second++) {
    await delay(1_000);
    workerBytesMost = Math.max(workerBytesMost, readProcess(worker.pid)?.rssBytes ?? 0);
    if (second > AWAY_SECONDS / 2) statusMeanwhile = Math.max(statusMeanwhile, await system.readReadiness());
  }
  const rowsMeanwhile = server === 'redis' ? (await countTokens(system)) - rowsBefore : null;
  const atReturn = await system.readMetrics();
  const updated = sumOf(atReturn, METRIC.bufferUpdates) - sumOf(before, METRIC.bufferUpdates);
  if (server === 'redis') await servers.startRedisAgain();
  else await servers.startPostgresAgain();
  const recoverySeconds = await measureRecovery(system, server);
  say(`${server} is back; writes passed again after ${recoverySeconds.toFixed(1)} s`);
  await delay(SETTLE_MS);
  const after = await system.readMetrics();
  return {
    server,
    awaySeconds: AWAY_SECONDS,
    recoverySeconds,
    statusMeanwhile,
    workerBytesBefore,
    workerBytesMost,
    rowsMeanwhile,
    updatesMeanwhile: server === 'postgres' ? updated : null,
    ledgerImbalance: sumOf(after, METRIC.bufferImbalance),
    syncsFailed: sumOf(after, METRIC.syncFailures) - sumOf(before, METRIC.syncFailures),
  };
}

async function countTokens({ servers }: System): Promise<number> {
  const result = await servers.askPostgres((client) =>
    client.query<{ count: number }>('select count(*)::integer as count from token_discovery'),
  );
  return result.rows[0]!.count;
}

/** Seconds from now until everything works; where PostgreSQL was away, a sync too (else it comes at its interval). */
async function measureRecovery(system: System, server: OutageReport['server']): Promise<number> {
  const since = Date.now();
  const acceptedBefore = sumOf(await system.readMetrics(), METRIC.bufferUpdates);
  for (;;) {
    const metrics = await system.readMetrics();
    const isSynced = server === 'redis' || sumOf(metrics, METRIC.syncLastSuccess) * 1_000 > since;
    const isAccepting = sumOf(metrics, METRIC.bufferUpdates) > acceptedBefore;
    if (isSynced && isAccepting && (await system.readReadiness()) === 200)
      return (Date.now() - since) / 1_000;
    await delay(100);
  }
}
