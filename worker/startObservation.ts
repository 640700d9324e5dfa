import type { Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { RedisClient } from '../redis/client.ts';
import { explainPostgres } from '../db/refusals.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { readComponentWal } from '../db/statements/readComponentWal.ts';
import { createHistory } from '../redis/history.ts';
import type { ServerConfig, Servers } from './connectServers.ts';
import { createMarkMetrics } from './metrics/marks.ts';
import { createPostgresMetrics, type PostgresMetrics } from './metrics/postgres.ts';
import type { MetricsRecorder } from './metrics/recorder.ts';
import { CheckpointObserver } from '../observer/CheckpointObserver.ts';
import { ComponentWal } from './observers/ComponentWal.ts';
import { HistoryRecorder } from './observers/HistoryRecorder.ts';
import { offers } from '../db/serverVersions.ts';
import { LogJoin } from '../observer/LogJoin.ts';
import { LogTail } from '../observer/serverLog/LogTail.ts';
import { abortableDelay } from '../machine/abortableDelay.ts';
import type { Lifecycle } from './services/lifecycle.ts';

const POLL_MS = 500;
const COMPONENT_WAL_MS = 2_000;
/** pg_stat_get_backend_wal() */

export interface ObservationOptions {
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly redis: RedisClient;
  readonly pool: Servers['pool'];
  readonly registry: Registry;
  readonly recorder: MetricsRecorder;
  readonly worker: string;
  readonly version: string;
}

export interface Observation {
  readonly observer: CheckpointObserver;
  readonly history: HistoryRecorder;
}

/** Starts whatever watches: the server's checkpoints, its log where it can be read, and the history of both. */
export async function startObservation(
  given: ObservationOptions,
  lifecycle: Lifecycle,
): Promise<Observation> {
  const options = { ...given, logger: given.logger.child({ component: 'observer' }) };
  const { config, logger, recorder } = options;
  const metrics = createPostgresMetrics(options.registry);
  const join = new LogJoin({
    onObserved: (checkpoint) => {
      metrics.recordCheckpoint(checkpoint);
      history.addCheckpoint(checkpoint);
      if (checkpoint.disagreement !== null) logger.warn({ checkpoint }, 'Log and statistics disagree');
    },
  });
  const asked =
    config.observerDatabaseUrl === undefined
      ? { name: 'DATABASE_URL', url: config.databaseUrl }
      : { name: 'OBSERVER_DATABASE_URL', url: config.observerDatabaseUrl };
  const observer = new CheckpointObserver({
    connect: () => connectObserver(asked.url),
    pollMs: POLL_MS,
    onRecord: (record) => join.addRecord(record),
    onSpike: (spike) => history.addSpike(spike),
    onView: (view) => metrics.recordView(view),
    onLost: (error, { code, isRepeated }) => {
      const reason = explainPostgres(error, asked).message;
      if (!isRepeated) logger.warn({ code, reason }, 'PostgreSQL is not observed; trying again');
    },
  });
  const history = new HistoryRecorder({
    ...options,
    history: createHistory(options.redis),
    self: {
      version: options.version,
      startedAt: Date.now(),
      source: config.source.split(':', 1)[0]!,
      preset: config.preset,
      timeScale: config.timeScale,
      syncIntervalMs: config.syncIntervalMs,
    },
    readView: () => observer.view,
    readBuffer: () => recorder.readLastBuffer(),
    steady: recorder.steady,
    onMarks: createMarkMetrics(options.registry),
  });
  const parts = [
    history,
    ...(config.postgresLog === undefined ? [] : [createTail(config.postgresLog, join, logger)]),
    observer,
  ];
  for (const part of parts) {
    await part.start();
    lifecycle.add('observation', () => part.stop());
  }
  lifecycle.add('log join', async () => join.flush());
  const stopWal = watchComponentWal(options, { observer, metrics });
  lifecycle.add('WAL by component', stopWal);
  return { observer, history };
}

function createTail(file: string, join: LogJoin, logger: Logger): LogTail {
  return new LogTail({
    file,
    onEvent: (event) => join.addEvent(event),
    onNotUnderstood: (line) => logger.warn({ line }, 'A checkpoint line of the log was not understood'),
  });
}

/** Reads the components' WAL now and then. Returns its stop. */
function watchComponentWal(
  { pool, logger, worker }: ObservationOptions,
  to: {
    readonly observer: CheckpointObserver;
    readonly metrics: PostgresMetrics;
  },
): () => Promise<void> {
  const stopping = new AbortController();
  const componentWal = new ComponentWal();
  const loop = (async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await abortableDelay(COMPONENT_WAL_MS, stopping.signal);
      const version = to.observer.view.server?.serverVersion ?? 0;
      if (stopping.signal.aborted || !offers(version, 'pg_stat_get_backend_wal()')) continue;
      try {
        for (const [component, bytes] of componentWal.take(await readComponentWal(pool, worker))) {
          to.metrics.recordComponentWal(component, bytes);
        }
      } catch (error: unknown) {
        logger.debug({ err: error }, 'WAL by component not read');
      }
    }
  })();
  return async () => {
    stopping.abort();
    await loop;
  };
}
