import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';
import { chooseFreePort } from '../../../scripts/launch/embedded/ports.ts';
import { ensureDatabase, ensureExtensions } from '../../../scripts/launch/embedded/postgres.ts';
import { startWebProcess } from '../../../scripts/launch/embedded/web.ts';
import { startWorkerProcess, type WorkerProcess } from '../../../scripts/launch/embedded/worker.ts';
import { startTemporaryServers, type TemporaryServers } from '../../../scripts/launch/temporaryServers.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const host = '127.0.0.1';

export interface Pieces {
  readonly dashboardUrl: string;
  /** Addresses of PostgreSQL and Redis, with their passwords. */
  readonly addresses: readonly string[];
  readonly processes: TemporaryServers['processes'];
  readonly worker: WorkerProcess;
  /** In the place of one that has ended: nobody else starts it again. */
  startWorker(): void;
  stop(): Promise<void>;
}

/** With one system for all specs that freeze and kill its parts; what they break they fix. */
export const test = base.extend<object, { readonly pieces: Pieces }>({
  pieces: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from it that the fixture needs no other
    async ({}, use) => {
      const pieces = await startPieces();
      await use(pieces);
      await pieces.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** Servers, worker and dashboard without a supervisor, so that a worker that died stays dead. */
async function startPieces(): Promise<Pieces> {
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
  const startWorker = (): WorkerProcess =>
    startWorkerProcess({ projectDir, environment, development: false });
  let worker = startWorker();
  return {
    dashboardUrl,
    addresses: [databaseUrl, servers.redisUrl],
    processes: servers.processes,
    get worker() {
      return worker;
    },
    startWorker: () => {
      worker = startWorker();
    },
    stop: async () => {
      // A test that failed may have left it frozen.
      worker.child.kill('SIGCONT');
      await worker.stop();
      await web.stop();
      await servers.stop();
    },
  };
}
