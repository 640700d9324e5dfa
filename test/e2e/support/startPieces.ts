import { fileURLToPath } from 'node:url';
import { chooseFreePort } from '../../../scripts/launch/embedded/ports.ts';
import { ensureDatabase, ensureExtensions } from '../../../scripts/launch/embedded/postgres.ts';
import { startWebProcess } from '../../../scripts/launch/embedded/web.ts';
import { startWorkerProcess, type WorkerProcess } from '../../../scripts/launch/embedded/worker.ts';
import { startTemporaryServers, type TemporaryServers } from '../../../scripts/launch/temporaryServers.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const host = '127.0.0.1';

export interface Pieces {
  readonly dashboardUrl: string;
  /** Of PostgreSQL and Redis, with their passwords. */
  readonly addresses: readonly string[];
  readonly processes: TemporaryServers['processes'];
  /** Nobody starts it again but who calls this. */
  startWorker(): WorkerProcess;
  stop(): Promise<void>;
}

/** Servers and dashboard without a supervisor, so that a worker that died stays dead. */
export async function startPieces(): Promise<Pieces> {
  const servers = await startTemporaryServers({ settings: { checkpoint_timeout: '30s' } });
  const databaseUrl = await ensureDatabase(servers.postgresUrl, 'breakwater_seed');
  await ensureExtensions(databaseUrl);
  const port = await chooseFreePort(undefined);
  const environment = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    REDIS_URL: `${servers.redisUrl}/1`,
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
    addresses: [databaseUrl, servers.redisUrl],
    processes: servers.processes,
    startWorker: () => startWorkerProcess({ projectDir, environment, development: false }),
    stop: async () => {
      await web.stop();
      await servers.stop();
    },
  };
}
