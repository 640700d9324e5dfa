import type { Logger } from 'pino';
import { type Config, toWallMs } from './config/index.ts';
import type { Servers } from './connectServers.ts';
import type { MetricsRecorder } from './metrics/recorder.ts';
import { MarketFolder } from './services/MarketFolder.ts';
import { TokenBufferManager } from './services/TokenBufferManager.ts';
import { createTokenReader, invalidateCache } from './services/tokenReader.ts';
import { WriteModeKeeper } from './services/writeMode.ts';
import { BufferAllStrategy } from './strategies/BufferAllStrategy.ts';
import { createTokenCreator } from './strategies/createToken.ts';
import { DirectStrategy } from './strategies/DirectStrategy.ts';
import { HybridStrategy } from './strategies/HybridStrategy.ts';
import { RoutingStrategy } from './strategies/RoutingStrategy.ts';
import type { TokenReader, WriteStrategy } from './types.ts';

const WRITER_WAIT_MS = 30_000;
/** Sync intervals without an update after which a token counts as no longer tracked. */
const TRACKED_INTERVALS = 12;

/** Everything between an accepted value and its row. */
export interface WriteSide {
  readonly buffer: TokenBufferManager;
  readonly modes: WriteModeKeeper;
  readonly strategy: WriteStrategy;
  readonly reader: TokenReader;
  readonly folder: MarketFolder;
  /** Flushes now instead of at the next interval. */
  readonly requestSync: () => void;
}

export interface WriteSideOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly servers: Servers;
  readonly recorder: MetricsRecorder;
  /** Unique among the workers that have ever run. */
  readonly worker: string;
}

export function createWriteSide(options: WriteSideOptions): WriteSide {
  const { config, recorder } = options;
  const logger = options.logger.child({ component: 'RedisSyncJob' });
  const { pool, componentPools, redis, run } = options.servers;
  const requestSync = (): void => {
    // onSyncFailed reports its failure.
    buffer.syncBufferedTokens().catch(() => undefined);
  };
  const buffer = new TokenBufferManager({
    pool: componentPools.of('RedisSyncJob'),
    redis,
    run,
    recorder,
    shards: config.bufferShards,
    batchSize: config.batchSize,
    producer: options.worker,
    maxEntries: Math.ceil(config.bufferMaxEntries / config.bufferShards),
    writerWaitMs: WRITER_WAIT_MS,
    parkFirstMs: Math.min(1_000, toWallMs(config.syncIntervalMs, config.timeScale)),
    parkLongestMs: toWallMs(config.syncIntervalMs, config.timeScale),
    strategy: () => modes.current.strategy,
    onDead: ({ entry, code, reason, trace }) =>
      logger.error({ trace, mint: entry.key, code, reason }, 'PostgreSQL refused a row: dead letter'),
    onBatch: (note) => logger.debug(note, 'Batch written'),
    onSyncFailed: (error, trace) =>
      logger.warn({ trace, err: error }, 'Sync failed; the buffer keeps everything and it is tried again'),
    onPressure: requestSync,
  });
  const folder = new MarketFolder({
    pool: componentPools.of('RedisSyncJob'),
    logger,
    idleAfterMs: TRACKED_INTERVALS * toWallMs(config.syncIntervalMs, config.timeScale),
    record: (record) => recorder.recordWrite({ ...record, strategy: modes.current.strategy }),
  });
  const modes = new WriteModeKeeper({
    pool,
    redis,
    logger: options.logger.child({ component: 'WriteModeKeeper' }),
    configured: config.strategy,
    fallback: config.source === 'simulate' ? 'direct' : 'hybrid',
    setShardModes: (strategy, epoch) => buffer.setMode(strategy, epoch),
    onMode: (mode) => recorder.recordMode(mode),
    foldAll: (signal) => recorder.steady.exclude(() => folder.foldAll(signal)),
    onLeave: requestSync,
  });
  const strategy = createStrategy(options, buffer, modes);
  const reader = createTokenReader({
    pool,
    redis,
    run,
    shards: config.bufferShards,
    readEntries: (mints) => buffer.readEntries(mints),
  });
  return { buffer, modes, strategy, reader, folder, requestSync };
}

function createStrategy(
  { config, recorder, servers }: WriteSideOptions,
  buffer: TokenBufferManager,
  modes: WriteModeKeeper,
): WriteStrategy {
  const { redis } = servers;
  const poolOf = (component: string) => servers.componentPools.of(component);
  const invalidate = (mints: readonly string[]) => invalidateCache(redis, mints, config.bufferShards);
  const createToken = createTokenCreator({ poolOf, recorder, invalidate });
  const direct = new DirectStrategy({
    poolOf,
    recorder,
    batchSize: config.batchSize,
    createToken,
    park: (updates, epoch) => buffer.bufferTokens(updates, { epoch, polled: false, target: 'park' }),
    invalidate,
  });
  return new RoutingStrategy({
    strategies: {
      direct,
      'buffer-all': new BufferAllStrategy(buffer, createToken),
      hybrid: new HybridStrategy(buffer, createToken),
      // The same for whoever writes: where the columns live is the flush's business.
      'hybrid-split': new HybridStrategy(buffer, createToken),
    },
    currentMode: () => modes.current,
    refreshMode: modes.refresh,
    recorder,
  });
}
