import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseFreePort } from '../../../scripts/embedded/ports.ts';
import { ensureDatabase, ensureExtensions, startPostgres } from '../../../scripts/embedded/postgres.ts';
import { startRedis } from '../../../scripts/embedded/redis.ts';
import { startWebProcess } from '../../../scripts/embedded/web.ts';
import { startWorkerProcess, type WorkerProcess } from '../../../scripts/embedded/worker.ts';
import { createDataDir } from '../../../scripts/temporaryRun.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const host = '127.0.0.1';
const say = (): void => undefined;

export interface Pieces {
  readonly dashboardUrl: string;
  /** Nobody starts it again but who calls this. */
  startWorker(): WorkerProcess;
  stop(): Promise<void>;
}

/** Servers and dashboard without a supervisor, so that a worker that died stays dead. */
export async function startPieces(): Promise<Pieces> {
  const dataDir = createDataDir();
  const postgres = await startPostgres({
    dir: join(dataDir, 'postgres'),
    wishedPort: undefined,
    settings: { checkpoint_timeout: '30s' },
    logFile: join(dataDir, 'postgres.log'),
    say,
  });
  const redis = await startRedis({
    dir: join(dataDir, 'redis'),
    wishedPort: undefined,
    appendfsync: 'always',
    logFile: join(dataDir, 'redis.log'),
    say,
  });
  const databaseUrl = await ensureDatabase(postgres.url, 'breakwater_seed');
  await ensureExtensions(databaseUrl);
  const port = await chooseFreePort(undefined);
  const environment = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    REDIS_URL: `${redis.url}/1`,
    METRICS_PORT: '0',
    PRESET: 'seed',
    TIME_SCALE: '60',
    LOG_LEVEL: 'warn',
  };
  const web = startWebProcess({ projectDir, host, port, environment, development: false });
  const dashboardUrl = `http://${host}:${port}`;
  if (!(await web.ready)) throw new Error('The dashboard does not answer');
  return {
    dashboardUrl,
    startWorker: () => startWorkerProcess({ projectDir, environment, development: false }),
    stop: async () => {
      await web.stop();
      await redis.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
