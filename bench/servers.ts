import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { insertSyncShards } from '../db/statements/syncShard.ts';
import { createRedisClient, type RedisClient } from '../redis/client.ts';
import { createScriptRunner, type RunScript } from '../redis/scripts.ts';
import { startPostgres } from '../scripts/embedded/postgres.ts';
import { startRedis } from '../scripts/embedded/redis.ts';

export interface BenchServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunScript;
  stop(): Promise<void>;
}

/** Fresh servers with the settings of `npm start`, in a directory that goes away. */
export async function startBenchServers(say: (line: string) => void): Promise<BenchServers> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  chmodSync(dir, 0o755);
  const common = { wishedPort: undefined, say };
  const postgres = await startPostgres({
    ...common,
    dir: join(dir, 'postgres'),
    settings: {},
    logFile: join(dir, 'postgres.log'),
  });
  const redis = await startRedis({
    ...common,
    dir: join(dir, 'redis'),
    appendfsync: 'always',
    logFile: join(dir, 'redis.log'),
  });
  await migrate(postgres.url);
  const onError = (): void => undefined;
  const pool = createPool({
    databaseUrl: postgres.url,
    applicationName: 'bench',
    maxConnections: 4,
    onConnectionError: onError,
  });
  await insertSyncShards(pool, 1);
  const client = createRedisClient({ url: redis.url, name: 'bench', onError });
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    pool,
    redis: client,
    run: createScriptRunner(client),
    stop: async () => {
      client.disconnect();
      await pool.end();
      await redis.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
