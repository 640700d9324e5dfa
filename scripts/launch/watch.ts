import { joinHostPort } from '../../http/hosts.ts';
import { join } from 'node:path';
import { claimDirectory } from '../../machine/claimDirectory.ts';
import { projectDir } from '../../machine/projectDir.ts';
import type { Config } from '../../worker/config/index.ts';
import { formatTargets, type WatchTarget } from '../../worker/config/watchTargets.ts';
import { claimDataDir } from '../command/dataDir.ts';
import { say } from '../command/terminal.ts';
import { choosePort } from './choosePort.ts';
import { type EmbeddedRedis, keepRedis, startEmbeddedRedis } from './embedded/keepRedis.ts';
import { readRunFile, writeRunFile } from './embedded/runFile.ts';
import { startDemo } from './demo.ts';
import { buildWeb } from './embedded/web.ts';
import { type GivenLog, importLogs } from './importLogs.ts';
import { keepWatcher, keepWeb } from './keepChildren.ts';
import { type Run, runStack } from './runStack.ts';

/**
 * Watches servers and serves the pages, until a signal. Its data is apart from that of npm start, which may run beside it.
 * `demo`: two servers of its own.
 */
export function watch(
  config: Config,
  watched: readonly WatchTarget[] | 'demo',
  logs: readonly GivenLog[],
): Promise<number> {
  const dataDir = join(claimDataDir(config.dataDir), watched === 'demo' ? 'watch-demo' : 'watch');
  claimDirectory(dataDir);
  const farewell = 'Stopped. The history is kept for the next time.';
  return runStack({
    dataDir,
    farewell,
    development: false,
    start: async (run) => {
      const targets = watched === 'demo' ? await startDemo(dataDir, run) : watched;
      if (!run.isEnding()) await startAll({ config, targets, dataDir, logs }, run);
    },
  });
}

interface Watching {
  readonly config: Config;
  readonly targets: readonly WatchTarget[];
  readonly dataDir: string;
  readonly logs: readonly GivenLog[];
}

async function startAll({ config, targets, dataDir, logs }: Watching, run: Run): Promise<void> {
  const kept = readRunFile(dataDir);
  const port = await choosePort('PORT', config, kept.webPort);
  const built = buildWeb(projectDir, say);
  // Dealt with when it is awaited; the servers come first.
  built.catch(() => undefined);
  const redis = await openRedis(config, dataDir, run);
  const write = (): string => {
    const dashboardUrl = `http://${joinHostPort(config.host, port.number)}`;
    writeRunFile(dataDir, {
      redisPort: redis.port,
      redisUrl: redis.url,
      webPort: port.number,
      dashboardUrl,
      servers: targets.map(({ name }) => name),
    });
    return dashboardUrl;
  };
  write();
  // What belongs to a pipeline is none of theirs; the addresses are the watcher's only.
  const environment = {
    ...process.env,
    WATCH: undefined,
    WATCH_FILE: undefined,
    REDIS_URL: redis.url,
    DATABASE_URL: undefined,
    MIGRATION_DATABASE_URL: undefined,
    OBSERVER_DATABASE_URL: undefined,
  };
  const child = { projectDir, development: false, say, end: run.fail };
  run.stack.push(keepWatcher({ ...child, environment: { ...environment, WATCH: formatTargets(targets) } }));
  const names = targets.map(({ name }) => name);
  say(
    `Watching     ${names.join(', ')}: by SQL only, writing nothing to ${names.length === 1 ? 'it' : 'them'}`,
  );
  void importLogs(logs, redis.url, run);
  say(`History      ${redis.port === undefined ? 'in your Redis (REDIS_URL)' : dataDir}`);
  await built;
  if (run.isEnding()) return;
  const web = { ...environment, WEBHOOK: undefined, WEBHOOK_FILE: undefined, WATCHED: names.join(',') };
  let shown = '';
  const show = (): void => {
    const url = write();
    if (url !== shown) say(`Dashboard    ${url}   open it in a browser`);
    shown = url;
  };
  run.stack.push(keepWeb({ ...child, environment: web, port }, show));
}

async function openRedis(
  { redisUrl }: Config,
  dataDir: string,
  run: Run,
): Promise<{ readonly url: string; readonly port: number | undefined }> {
  if (redisUrl !== undefined) return { url: redisUrl, port: undefined };
  const embedded: EmbeddedRedis = { dataDir, appendfsync: 'everysec' };
  const redis = await startEmbeddedRedis(embedded, readRunFile(dataDir).redisPort);
  run.stack.push(keepRedis(embedded, redis));
  return redis;
}
