import type pg from 'pg';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { insertSyncShards } from '../db/statements/syncShard.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createBufferRunner, type RunBufferScript } from '../buffer/scripts.ts';
import { startTemporaryServers } from '../scripts/temporaryServers.ts';

export interface BenchServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  stop(): Promise<void>;
}

/** Fresh servers with the settings of `npm start`, in a directory that goes away. */
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
  const client = createRedisClient({ url: redisUrl, name: 'bench', onError });
  return {
    databaseUrl,
    redisUrl,
    pool,
    redis: client,
    run: createBufferRunner(client),
    stop: async () => {
      client.disconnect();
      await pool.end();
      await servers.stop();
    },
  };
}
