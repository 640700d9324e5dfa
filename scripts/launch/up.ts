import { joinHostPort } from '../../http/hosts.ts';
import { resolve } from 'node:path';
import type { Config } from '../../worker/config/index.ts';
import { claimDataDir } from '../command/dataDir.ts';
import { ensureDatabase, ensureExtensions, type PostgresServer, startPostgres } from './embedded/postgres.ts';
import type { ChildPort } from './embedded/ports.ts';
import { type EmbeddedRedis, keepRedis, startEmbeddedRedis } from './embedded/keepRedis.ts';
import type { RedisServer } from './embedded/redis.ts';
import { readRunFile, writeRunFile } from './embedded/runFile.ts';
import { buildWeb } from './embedded/web.ts';
import { workloadTimeSettings } from './embedded/workloadTimeSettings.ts';
import { type GivenLog, importLogs } from './importLogs.ts';
import { keepWeb, keepWorker } from './keepChildren.ts';
import { type Supervised, supervise } from './supervise.ts';
import { say } from '../command/terminal.ts';
import { choosePort } from './choosePort.ts';
import { type Run, runStack } from './runStack.ts';
import { projectDir } from '../../machine/projectDir.ts';

/** Starts servers, worker and dashboard, and keeps them alive. Resolves with the exit code once all have ended. */
export function up(config: Config, development: boolean, logs: readonly GivenLog[] = []): Promise<number> {
  const dataDir = claimDataDir(config.dataDir);
  const farewell = 'Stopped. What was buffered is kept for the next start.';
  return runStack({
    dataDir,
    farewell,
    development,
    start: (run) => startAll({ config, dataDir, logs }, run),
  });
}

interface Starting {
  readonly config: Config;
  readonly dataDir: string;
  readonly logs: readonly GivenLog[];
}

async function startAll({ config, dataDir, logs }: Starting, run: Run): Promise<void> {
  const kept = readRunFile(dataDir);
  const metricsPort = await choosePort('METRICS_PORT', config, kept.metricsPort);
  const webPort = await choosePort('PORT', config, kept.webPort);
  const built = run.development ? Promise.resolve() : buildWeb(projectDir, say);
  // Dealt with when it is awaited; the servers come first.
  built.catch(() => undefined);
  const [postgres, redis] = await settleBoth(
    config.databaseUrl === undefined ? startEmbeddedPostgres(config, dataDir, kept.postgresPort) : null,
    config.redisUrl === undefined ? startEmbeddedRedis(embeddedRedis(dataDir), kept.redisPort) : null,
  );
  if (postgres !== null) run.stack.push(keepPostgres(config, dataDir, postgres));
  if (redis !== null) run.stack.push(keepRedis(embeddedRedis(dataDir), redis));
  const workload = workloadName(config);
  const databaseUrl =
    config.databaseUrl ?? (await ensureDatabase(postgres!.url, `breakwater_${workload.name}`));
  if (postgres !== null) await ensureExtensions(databaseUrl);
  const redisUrl = config.redisUrl ?? `${redis!.url}/${workload.redisDatabase}`;
  const environment = {
    ...process.env,
    ...(postgres !== null && { POSTGRES_LOG: resolve(dataDir, 'postgres.log'), EMBEDDED: 'on' }),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
  };
  const write = (): Addresses => {
    const addresses = describeAddresses(config, metricsPort, webPort);
    const ports = { metricsPort: metricsPort.number, webPort: webPort.number };
    const servers = { postgresPort: postgres?.port, redisPort: redis?.port, databaseUrl, redisUrl };
    writeRunFile(dataDir, { ...servers, ...ports, ...addresses });
    return addresses;
  };
  const child = { projectDir, environment, development: run.development, say, end: run.fail };
  run.stack.push(
    keepWorker({ ...child, port: metricsPort }, () => say(`Metrics      ${write().metricsUrl}`)),
  );
  describe(config, { postgres, redis, metricsUrl: write().metricsUrl, dataDir });
  void importLogs(logs, redisUrl, run);
  await built;
  if (run.isEnding()) return;
  let shown = '';
  const show = (): void => {
    const { dashboardUrl } = write();
    if (dashboardUrl !== shown) say(`Dashboard    ${dashboardUrl}   open it in a browser`);
    shown = dashboardUrl;
  };
  // The pages have no use for the role that owns the tables, nor for where alerts go.
  const ownerless = {
    ...environment,
    MIGRATION_DATABASE_URL: undefined,
    WEBHOOK: undefined,
    WEBHOOK_FILE: undefined,
  };
  run.stack.push(keepWeb({ ...child, environment: ownerless, port: webPort }, show));
}

interface Addresses {
  readonly metricsUrl: string;
  readonly dashboardUrl: string;
}

const describeAddresses = ({ host }: Config, metrics: ChildPort, web: ChildPort): Addresses => ({
  metricsUrl: `http://${joinHostPort(host, metrics.number)}/metrics`,
  dashboardUrl: `http://${joinHostPort(host, web.number)}`,
});

/** Both servers start side by side; if one fails the other is stopped. */
async function settleBoth(
  postgres: Promise<PostgresServer> | null,
  redis: Promise<RedisServer> | null,
): Promise<[PostgresServer | null, RedisServer | null]> {
  const [first, second] = await Promise.allSettled([postgres, redis]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  if (first.status === 'fulfilled') await first.value?.stop();
  if (second.status === 'fulfilled') await second.value?.stop();
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason;
}

function startEmbeddedPostgres(
  config: Config,
  dataDir: string,
  wishedPort?: number,
): Promise<PostgresServer> {
  return startPostgres({
    dir: resolve(dataDir, 'postgres'),
    wishedPort,
    settings: workloadTimeSettings(config.timeScale),
    logFile: resolve(dataDir, 'postgres.log'),
    say,
  });
}

/** Every acknowledged update is on disk. */
const embeddedRedis = (dataDir: string): EmbeddedRedis => ({ dataDir, appendfsync: 'always' });

function keepPostgres(config: Config, dataDir: string, first: PostgresServer): Supervised {
  const restart = () => startEmbeddedPostgres(config, dataDir, first.port);
  return supervise({
    name: 'PostgreSQL',
    first,
    restart,
    say,
    isFinal: () => false,
    onFinal: () => undefined,
  });
}

/** Every workload has its own database on the embedded servers, so that other sources start empty. */
function workloadName(config: Config): { name: string; redisDatabase: number } {
  const name = config.source === 'simulate' ? config.preset : config.source.split(':', 1)[0]!;
  return { name, redisDatabase: ['incident', 'seed', 'firehose', 'replay', 'pumpportal'].indexOf(name) };
}

function describe(
  config: Config,
  run: {
    readonly postgres: PostgresServer | null;
    readonly redis: RedisServer | null;
    readonly metricsUrl: string;
    readonly dataDir: string;
  },
): void {
  const source = config.source === 'simulate' ? `simulate, preset ${config.preset}` : config.source;
  say(`Source       ${source}, time × ${config.timeScale}`);
  say(
    `PostgreSQL   ${run.postgres === null ? 'yours (DATABASE_URL)' : `embedded, 127.0.0.1:${run.postgres.port}`}`,
  );
  say(`Redis        ${run.redis === null ? 'yours (REDIS_URL)' : `embedded, 127.0.0.1:${run.redis.port}`}`);
  say(`Metrics      ${run.metricsUrl}`);
  say(`Data         ${run.dataDir}${run.postgres === null ? '' : `, ${run.postgres.dataDir}`}`);
  say('Next         flip the strategy there, or in another terminal: npm run strategy -- hybrid');
}
