import { createRequire } from 'node:module';
import { pino } from 'pino';
import { printableLines } from '../../domain/printable.ts';
import { describeError } from '../../redis/describeError.ts';
import { EXIT_CONFIG } from '../config/exitCodes.ts';
import { ConfigError, parseConfig } from '../config/index.ts';
import { startWatch } from './startWatch.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The watcher process: observes the servers of WATCH until a signal ends it. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const { watch: targets, redisUrl, logLevel } = config;
  if (targets.length === 0 || redisUrl === undefined)
    throw new ConfigError('WATCH and REDIS_URL must be set: use npm run watch');
  const logger = pino({
    level: logLevel,
    base: null,
    serializers: { err: describeError },
    hooks: { streamWrite: printableLines },
  });
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const watch = await startWatch({ targets, redisUrl, logger, version, alerts: config });
  logger.info({ servers: targets.map(({ name }) => name) }, 'Watching');
  await ended;
  await watch.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isConfig = error instanceof ConfigError;
    process.stderr.write(`${printableLines(isConfig ? error.message : describe(error))}\n`);
    process.exit(isConfig ? EXIT_CONFIG : 1);
  },
);

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
