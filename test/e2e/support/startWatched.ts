import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { chooseFreePort } from '../../../scripts/launch/embedded/ports.ts';
import { type PostgresServer, startPostgres } from '../../../scripts/launch/embedded/postgres.ts';
import { startWebProcess } from '../../../scripts/launch/embedded/web.ts';
import { startWorkerProcess } from '../../../scripts/launch/embedded/worker.ts';
import { startTemporaryServers } from '../../../scripts/launch/temporaryServers.ts';
import { formatTargets } from '../../../worker/config/watchTargets.ts';

const projectDir = process.cwd();
const host = '127.0.0.1';
export const NAMES = ['orders', 'stock'] as const;

export interface Watched {
  readonly dashboardUrl: string;
  /** Of the server "orders". */
  readonly ordersUrl: string;
  /** The server "stock", as a power cut ends it. */
  killStock(): Promise<void>;
  /** On the same data and port. */
  startStock(): Promise<void>;
  stop(): Promise<void>;
}

/** With two servers that are watched, for all specs of the file. */
export const test = base.extend<object, { readonly watched: Watched }>({
  watched: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from it that the fixture needs no other
    async ({}, use) => {
      const watched = await startWatched();
      await use(watched);
      await watched.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

async function startWatched(): Promise<Watched> {
  const settings = { checkpoint_timeout: '30s' };
  const servers = await startTemporaryServers({ settings });
  const dir = join(servers.dataDir, 'stock');
  const start = (wishedPort?: number): Promise<PostgresServer> =>
    startPostgres({ dir, wishedPort, settings, logFile: `${dir}.log`, say: () => undefined });
  let stock = await start();
  const [orders, other] = NAMES;
  const targets = [
    { name: orders, url: servers.postgresUrl },
    { name: other, url: stock.url },
  ];
  const port = await chooseFreePort(undefined);
  const environment = { ...process.env, REDIS_URL: servers.redisUrl, LOG_LEVEL: 'silent' };
  const watcher = startWorkerProcess({
    projectDir,
    environment: { ...environment, WATCH: formatTargets(targets) },
    development: false,
    main: 'worker/watch/main.ts',
  });
  const web = startWebProcess({
    projectDir,
    host,
    port,
    environment: { ...environment, WATCHED: NAMES.join(',') },
    development: false,
  });
  if (!(await web.ready)) throw new Error('The dashboard does not answer');
  return {
    dashboardUrl: `http://${host}:${port}`,
    ordersUrl: servers.postgresUrl,
    killStock: async () => {
      const exited = new Promise((resolve) => stock.child.once('exit', resolve));
      stock.child.kill('SIGQUIT');
      await exited;
    },
    startStock: async () => {
      stock = await start(stock.port);
    },
    stop: async () => {
      await watcher.stop();
      await web.stop();
      await stock.stop();
      await servers.stop();
    },
  };
}
