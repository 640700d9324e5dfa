import { createRequire } from 'node:module';
import { pino } from 'pino';
import { isLoopback, joinHostPort } from '../http/hosts.ts';
import { SchemaVersionError, SchemaRightsError } from '../db/migrate.ts';
import { RefusedByServerError } from '../domain/refusal.ts';
import { printableLines } from '../domain/printable.ts';
import { describeError } from '../redis/describeError.ts';
import { EXIT_CONFIG, EXIT_PORT_TAKEN, isPortTaken } from './config/exitCodes.ts';
import { type Config, ConfigError, parseConfig } from './config/index.ts';
import { startWorker } from './index.ts';
import { abortableDelay } from '../machine/abortableDelay.ts';
import { RecordingError } from './sources/recordings.ts';
import { UnsafeServerError } from './services/serverChecks.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Reasons not to start, in one line for the person who can change it. */
const REFUSALS = [
  ConfigError,
  RefusedByServerError,
  UnsafeServerError,
  SchemaVersionError,
  SchemaRightsError,
  RecordingError,
];

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const { databaseUrl, redisUrl } = config;
  if (databaseUrl === undefined)
    throw new ConfigError('DATABASE_URL is not set: use npm start for the embedded server');
  if (redisUrl === undefined)
    throw new ConfigError('REDIS_URL is not set: use npm start for the embedded server');
  const logger = pino({
    level: config.logLevel,
    base: null,
    serializers: { err: describeError },
    // JSON leaves C1 and bidi controls as they are, and a log may end on a terminal.
    hooks: { streamWrite: printableLines },
  });
  const signals = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => signals.abort());
  await run({ ...config, databaseUrl, redisUrl }, logger, signals.signal);
}

async function run(
  config: Config & { readonly databaseUrl: string; readonly redisUrl: string },
  root: pino.Logger,
  signal: AbortSignal,
): Promise<void> {
  const worker = await startWorker({ config, logger: root, version }, signal).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (worker === null) return;
  const logger = root.child({ component: 'worker' });
  logger.info({ url: `http://${joinHostPort(config.host, worker.metricsPort)}/metrics` }, 'Metrics served');
  if (!isLoopback(config.host) && config.metricsToken === undefined) {
    logger.warn(
      { host: config.host, port: worker.metricsPort },
      'Whoever reaches this port can read /metrics and /readyz: set METRICS_TOKEN, or HOST to this machine',
    );
  }
  const finished = worker.sourceFinished.then(
    () => logger.info('The source has emitted everything'),
    async (error: unknown) => {
      if (!(error instanceof RecordingError)) return logger.error({ err: error }, 'The source failed');
      if (!config.replayFast) return logger.error(error.message);
      // The queue first takes the rows that were read before the error.
      while (!signal.aborted && (await worker.queues.countWaiting()) > 0) await abortableDelay(100, signal);
      throw error;
    },
  );
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([stopped, finished.then(() => stopped)]);
  } finally {
    await worker.stop();
    logger.info('Worker stopped; what is buffered stays in Redis');
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // The supervisor knows what to do, and says it.
    if (isPortTaken(error)) process.exit(EXIT_PORT_TAKEN);
    const refused = REFUSALS.some((kind) => error instanceof kind);
    process.stderr.write(`${printableLines(refused ? (error as Error).message : describe(error))}\n`);
    process.exit(refused ? EXIT_CONFIG : 1);
  },
);

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
