import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { readNewestMints } from '../db/statements/readTokens.ts';
import { createRedisClient } from '../redis/client.ts';
import { sampleEntryKeys } from '../buffer/sampleEntryKeys.ts';
import { drawOrder } from '../buffer/scripts.ts';
import { pingRedis } from '../redis/pingRedis.ts';
import { toListenRefusal } from '../domain/refusal.ts';
import { isPortTaken } from './config/exitCodes.ts';
import { toWallMs } from './config/index.ts';
import { connectServers, type ServerConfig, type Servers } from './connectServers.ts';
import { createWriteSide, type WriteSide } from './createWriteSide.ts';
import { createRecorder, type MetricsRecorder } from './metrics/recorder.ts';
import { createMetricsRegistry } from './metrics/registry.ts';
import { createServerMetrics } from './metrics/servers.ts';
import type { SteadyLoad } from './metrics/SteadyLoad.ts';
import { createWorkloadMetrics } from './metrics/workload.ts';
import { BufferObserver } from './observers/BufferObserver.ts';
import type { CheckpointObserver } from '../observer/CheckpointObserver.ts';
import { ServerWatch } from './observers/ServerWatch.ts';
import { createFullRedisReaction } from './services/fullRedis.ts';
import { lacksTokens, loadInitialTable } from './services/initialLoad.ts';
import { Lifecycle } from './services/lifecycle.ts';
import { type MetricsServerOptions, type PartState, startMetricsServer } from './services/metricsServer.ts';
import { Queues } from './services/queues.ts';
import type { TokenBufferManager } from './services/TokenBufferManager.ts';
import { createTrackedTokens } from './services/trackedTokens.ts';
import { createSource, type InitialTable } from './sources/createSource.ts';
import { type Observation, type ObservationOptions, startObservation } from './startObservation.ts';
import { PipelineMeter } from './alerts/PipelineMeter.ts';
import { startAlerts } from './alerts/startAlerts.ts';
import { createHistory } from '../redis/history.ts';
import { ALERTS_KEY } from '../redis/keys.ts';
import { startJobs } from './startJobs.ts';
import type { DrawOrder, Part, TrackedTokens, WriteStrategy } from './types.ts';

const MAX_BUFFER_BYTES = 1024 ** 3;

export interface WorkerOptions {
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly version: string;
  /** Goes between the worker and its servers: a harness that slows down or spoils what goes through. */
  readonly interpose?: (servers: Servers) => Servers;
}

export interface RunningWorker {
  readonly metricsPort: number;
  /** Resolves once a finite source has emitted everything. */
  readonly sourceFinished: Promise<void>;
  readonly buffer: TokenBufferManager;
  readonly strategy: WriteStrategy;
  readonly queues: Queues;
  stop(): Promise<void>;
}

/**
 * Builds every part and starts it, servers first, source last. `signal` ends a start that still waits.
 * @throws UnsafeServerError, SchemaVersionError: refuses to start; nothing is left running.
 */
export async function startWorker(options: WorkerOptions, signal: AbortSignal): Promise<RunningWorker> {
  const lifecycle = new Lifecycle(options.logger.child({ component: 'worker' }));
  try {
    return await start(options, lifecycle, signal);
  } catch (error: unknown) {
    await lifecycle.stop();
    throw error;
  }
}

async function start(
  options: WorkerOptions,
  lifecycle: Lifecycle,
  outer: AbortSignal,
): Promise<RunningWorker> {
  const { config } = options;
  const logger = options.logger.child({ component: 'worker' });
  logger.info({ source: config.source, timeScale: config.timeScale }, 'Token Discovery Worker Starting');
  const stopping = new AbortController();
  const signal = AbortSignal.any([outer, stopping.signal]);
  const worker = randomUUID();
  const connected = await connectServers({ config, logger, signal, worker }, lifecycle);
  const servers = options.interpose?.(connected) ?? connected;
  const registry = createMetricsRegistry(options.version);
  createWorkloadMetrics(registry, config);
  const metrics = createRecorder(registry, { ...config, source: config.source.split(':', 1)[0]! });
  const watch = new ServerWatch({
    pings: createPings(servers, config.bufferShards),
    record: createServerMetrics(registry),
    logger,
  });
  await startPart(lifecycle, 'server watch', watch);
  const observation = await observe(options, { ...servers, worker, registry, recorder: metrics }, lifecycle);
  const recorder = observation.history.tap(metrics);
  const { source, plan, initialTable } = createSource(config, options.logger.child({ component: 'source' }));
  const tracked = createTrackedTokens(servers.redis, plan.trackedTokens);
  const write = createWriteSide({ ...options, servers, recorder, worker });
  lifecycle.add('buffer', () => write.buffer.stop());
  await startPart(lifecycle, 'strategy', write.modes);
  await prepareTokens(options, { servers, tracked, initialTable, signal, steady: metrics.steady });
  const observer = createBufferObserver(options, servers, { write, recorder });
  await startPart(lifecycle, 'buffer observer', observer);
  const onFull = createFullRedisReaction({ logger, requestSync: write.requestSync });
  const queues = createQueues(options, servers, onFull);
  const draw: DrawOrder = (count) => drawOrder(servers.run, count);
  lifecycle.add('queues', () => queues.stop());
  const parts = { redis: servers.redis, recorder, write, queues, tracked, drawOrder: draw, onFull };
  const sink = await startJobs({ ...options, ...parts, source, plan, signal });
  const metricsPort = await serveMetrics(options, lifecycle, {
    registry,
    readState: async () => describeParts(watch, observation.observer),
  });
  await source.start(sink);
  lifecycle.add('source', () => source.stop());
  return {
    metricsPort,
    sourceFinished: source.finished,
    buffer: write.buffer,
    strategy: write.strategy,
    queues,
    stop: async () => {
      stopping.abort();
      await lifecycle.stop();
    },
  };
}

async function serveMetrics(
  { config }: WorkerOptions,
  lifecycle: Lifecycle,
  what: Pick<MetricsServerOptions, 'registry' | 'readState'>,
): Promise<number> {
  const server = await startMetricsServer({
    host: config.host,
    port: config.metricsPort,
    token: config.metricsToken,
    ...what,
  }).catch((error: unknown) => {
    // Who has started this process knows what to do about a port that is taken.
    if (isPortTaken(error)) throw error;
    throw toListenRefusal(error, `HOST is "${config.host}", METRICS_PORT is ${config.metricsPort}`);
  });
  lifecycle.add('metrics', () => server.stop());
  return server.port;
}

async function startPart(lifecycle: Lifecycle, name: string, part: Part): Promise<void> {
  await part.start();
  lifecycle.add(name, () => part.stop());
}

async function prepareTokens(
  { logger }: WorkerOptions,
  parts: {
    readonly servers: Servers;
    readonly tracked: TrackedTokens;
    readonly initialTable: InitialTable | null;
    readonly signal: AbortSignal;
    readonly steady: SteadyLoad;
  },
): Promise<void> {
  const { servers, tracked, initialTable, signal, steady } = parts;
  const context = { logger: logger.child({ component: 'worker' }), signal };
  if (initialTable !== null && (await lacksTokens(servers.pool, initialTable))) {
    await steady.exclude(() => loadInitialTable(servers.pool, initialTable, context));
  }
  if ((await tracked.count()) > 0) return;
  const mints = initialTable?.trackedMints() ?? (await readNewestMints(servers.pool, 50));
  if (mints.length > 0) await tracked.track(mints);
}

function createQueues(options: WorkerOptions, servers: Servers, onFull: () => void): Queues {
  const { config } = options;
  const logger = options.logger.child({ component: 'Queues' });
  const onError = (error: Error): void => logger.debug({ err: error }, 'Redis connection of the queues lost');
  return new Queues({
    producer: servers.redis,
    onFull,
    createConsumer: () =>
      createRedisClient({ url: config.redisUrl, name: 'queue', onError, forQueues: true }),
    logger,
    retryMissingMs: Math.min(2_000, toWallMs(config.syncIntervalMs, config.timeScale)),
  });
}

function createBufferObserver(
  { config, logger }: WorkerOptions,
  { redis }: Servers,
  { write, recorder }: { readonly write: WriteSide; readonly recorder: MetricsRecorder },
): BufferObserver {
  return new BufferObserver({
    redis,
    logger: logger.child({ component: 'BufferObserver' }),
    readLedger: () => write.buffer.readLedger(),
    record: (sample) => recorder.recordBuffer(sample),
    sampleEntryKeys: (count) => sampleEntryKeys(redis, config.bufferShards, count),
    maxEntries: config.bufferMaxEntries,
    maxBytes: MAX_BUFFER_BYTES,
    maxAgeMs: 2 * toWallMs(config.syncIntervalMs, config.timeScale),
    onPressure: write.requestSync,
  });
}

const createPings = ({ pool, redis }: Servers, shards: number) => ({
  postgres: () => pool.query('select 1'),
  redis: () => pingRedis(redis, shards),
});

function describeParts(watch: ServerWatch, checkpoints: CheckpointObserver): Record<string, PartState> {
  return {
    postgres: { ok: watch.answers('postgres'), detail: watch.describe('postgres') },
    redis: { ok: watch.answers('redis'), detail: watch.describe('redis') },
    observer: describeObserver(checkpoints),
  };
}

/** Not being able to watch keeps nothing from being written: always ready, with the state in words. */
function describeObserver({ view }: CheckpointObserver): PartState {
  const { status, missing } = view;
  if (!status.connected) return { ok: true, detail: `does not see PostgreSQL (${status.code})` };
  return {
    ok: true,
    detail: missing.length === 0 ? 'sees all' : `does not see ${missing.map(({ what }) => what).join(', ')}`,
  };
}

/** Watches the server, and posts its alerts. */
async function observe(
  options: WorkerOptions,
  parts: Omit<ObservationOptions, keyof WorkerOptions>,
  lifecycle: Lifecycle,
): Promise<Observation> {
  const observation = await startObservation({ ...options, ...parts }, lifecycle);
  const history = createHistory(parts.redis);
  const source = {
    redis: parts.redis,
    key: ALERTS_KEY,
    worker: parts.worker,
    server: 'breakwater',
    page: '/',
    logger: options.logger.child({ component: 'alerts' }),
    readView: () => observation.observer.view,
    findHistory: () => history,
    pipeline: new PipelineMeter(parts.registry, async () => {
      const [last] = await history.readEvents('syncs', { from: 0, to: Date.now(), limit: 1 });
      return last?.at ?? null;
    }),
  };
  await startAlerts(options.config, source, lifecycle);
  return observation;
}
