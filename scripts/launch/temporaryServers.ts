import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { removeTree } from '../../machine/files.ts';
import { type PostgresServer, startPostgres } from './embedded/postgres.ts';
import { type RedisOptions, startRedis } from './embedded/redis.ts';
import { createDataDir } from './temporaryRun.ts';

export interface TemporaryServersOptions {
  /** PostgreSQL's, on top of its defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly appendfsync?: RedisOptions['appendfsync'];
  readonly say?: (line: string) => void;
}

export interface TemporaryServers {
  /** Goes with the servers; who uses them may keep files there. */
  readonly dataDir: string;
  /** Superuser on the database `postgres`. */
  readonly postgresUrl: string;
  readonly postgresLog: string;
  readonly redisUrl: string;
  /** As they run now. */
  readonly processes: () => { readonly postgres: ChildProcess; readonly redis: ChildProcess };
  readonly stopPostgres: () => Promise<void>;
  /** On the same data and the same port. */
  readonly startPostgres: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** PostgreSQL and Redis as `npm start` runs them, with data of their own that go when they stop. */
export async function startTemporaryServers({
  settings = {},
  appendfsync = 'always',
  say = () => undefined,
}: TemporaryServersOptions = {}): Promise<TemporaryServers> {
  const dataDir = createDataDir();
  const postgresLog = join(dataDir, 'postgres.log');
  const start = (wishedPort?: number): Promise<PostgresServer> =>
    startPostgres({ dir: join(dataDir, 'postgres'), wishedPort, settings, logFile: postgresLog, say });
  let postgres = await start();
  const redis = await startRedis({
    dir: join(dataDir, 'redis'),
    wishedPort: undefined,
    appendfsync,
    logFile: join(dataDir, 'redis.log'),
    say,
  });
  return {
    dataDir,
    postgresUrl: postgres.url,
    postgresLog,
    redisUrl: redis.url,
    processes: () => ({ postgres: postgres.child, redis: redis.child }),
    stopPostgres: () => postgres.stop(),
    startPostgres: async () => {
      postgres = await start(postgres.port);
    },
    stop: async () => {
      await redis.stop();
      await postgres.stop();
      removeTree(dataDir);
    },
  };
}
