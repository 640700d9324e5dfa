import type pg from 'pg';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { insertTokens } from '../db/statements/insertTokens.ts';
import { insertSyncShards } from '../db/statements/syncShard.ts';
import { formatCount } from '../domain/format.ts';
import { PRESETS } from '../domain/presets.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createBufferRunner, type RunBufferScript } from '../buffer/scripts.ts';
import { Simulation } from '../worker/sources/simulation.ts';
import { startTemporaryServers } from '../scripts/launch/temporaryServers.ts';

export const TOKENS = 50_000;
/** As many as the preset incident tracks. */
export const HOT_TOKENS = 8_000;

export interface BenchServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  /** Simulation of the tokens in the table. */
  readonly simulation: Simulation;
  stop(): Promise<void>;
}

/** Fresh servers with the settings of `npm start` and a table of tokens, in a directory that goes away. */
export async function startBenchServers(say: (line: string) => void): Promise<BenchServers> {
  const servers = await startTemporaryServers({ say });
  const { postgresUrl: databaseUrl, redisUrl } = servers;
  await migrate(databaseUrl);
  const onError = (): void => undefined;
  const pool = createPool({
    databaseUrl,
    applicationName: 'bench',
    maxConnections: 4,
    onConnectionError: onError,
  });
  await insertSyncShards(pool, 1);
  say(`Loading ${formatCount(TOKENS)} tokens`);
  const simulation = new Simulation(1, PRESETS.incident);
  await loadTokens(pool, simulation);
  const client = createRedisClient({ url: redisUrl, name: 'bench', onError });
  return {
    databaseUrl,
    redisUrl,
    pool,
    redis: client,
    run: createBufferRunner(client),
    simulation,
    stop: async () => {
      client.disconnect();
      await pool.end();
      await servers.stop();
    },
  };
}

async function loadTokens(pool: pg.Pool, simulation: Simulation): Promise<void> {
  for (let from = 0; from < TOKENS; from += 2_000) {
    await insertTokens(pool, simulation.initialTokens(from, 2_000, Date.now()), 'bench');
  }
  await pool.query('vacuum analyze token_discovery');
}
