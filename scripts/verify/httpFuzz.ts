import { migrate } from '../../db/migrate.ts';
import { createSession, SESSION_COOKIE } from '../../server/access/session.ts';
import { chooseFreePort } from '../launch/embedded/ports.ts';
import { ensureDatabase } from '../launch/embedded/postgres.ts';
import { buildWeb, startWebProcess } from '../launch/embedded/web.ts';
import { startWorkerProcess } from '../launch/embedded/worker.ts';
import { waitUntil } from './alerts/workerStack.ts';
import { startTemporaryServers } from '../launch/temporaryServers.ts';
import { attackServer } from './attackServer.ts';
import { projectDir } from '../../machine/projectDir.ts';

const host = '127.0.0.1';
const TOKEN = 'known to nobody but to this check';
const REQUESTS = 10_000;
const SEED = 18;
/** Most wait for the server to give up on them. */
const CONCURRENCY = 200;
/** Node collects garbage when it must: with little room it shows what a process keeps. */
const HEAP_MIB = 192;

/** Sends broken requests to the production web process and to a worker. @throws Error where one of them shows a fault. */
export async function verifyHttp(say: (line: string) => void): Promise<void> {
  await buildWeb(projectDir, say);
  const servers = await startTemporaryServers({ appendfsync: 'no' });
  const stops = [servers.stop];
  try {
    const databaseUrl = await ensureDatabase(servers.postgresUrl, 'breakwater_fuzz');
    await migrate(databaseUrl);
    const [port, metricsPort] = [await chooseFreePort(undefined), await chooseFreePort(undefined)];
    const environment = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: servers.redisUrl,
      DATA_DIR: servers.dataDir,
      DASHBOARD_TOKEN: TOKEN,
      METRICS_PORT: String(metricsPort),
      SOURCE: 'replay:/dev/null',
      LOG_LEVEL: 'warn',
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
    };
    const worker = startWorkerProcess({ projectDir, environment, development: false });
    stops.push(() => worker.stop());
    const web = startWebProcess({ projectDir, host, port, environment, development: false });
    stops.push(() => web.stop());
    if (!(await web.ready)) throw new Error('The web process ended before it answered');
    const attack = (name: string, at: { port: number; pid: number; path: string }) =>
      attackServer({
        name,
        ...at,
        requests: REQUESTS,
        seed: SEED,
        concurrency: CONCURRENCY,
        session: `${SESSION_COOKIE}=${createSession(TOKEN, Date.now())}`,
        internals: findInternals(databaseUrl),
        checkAnswer: () => waitUntil(async () => (await ask(at.port, at.path)) === 200),
      });
    say(await attack('web process', { port, pid: web.child.pid!, path: '/login' }));
    say(await attack('worker', { port: metricsPort, pid: worker.child.pid!, path: '/readyz' }));
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

const ask = (port: number, path: string): Promise<number | null> =>
  fetch(`http://${host}:${port}${path}`).then(
    ({ status }) => status,
    () => null,
  );

/** Stacks, paths of this project, addresses and secrets. */
export function findInternals(databaseUrl: string): RegExp {
  const secrets = [projectDir, TOKEN, databaseUrl, new URL(databaseUrl).password].filter(
    (text) => text !== '',
  );
  const escaped = secrets.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp([String.raw`\n\s+at .+:\d+:\d+`, 'node:internal', 'ignore-listed', ...escaped].join('|'));
}
