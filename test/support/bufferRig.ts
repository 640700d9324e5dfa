import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createPool } from '../../db/pool.ts';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { endSplitLayout, foldMarket } from '../../db/statements/foldMarket.ts';
import { insertSyncShards } from '../../db/statements/syncShard.ts';
import { readWriteMode, upsertWriteMode } from '../../db/statements/writeMode.ts';
import type { MarketData, TokenIdentity } from '../../domain/tokenColumns.ts';
import { createRedisClient, listNodes, type RedisClient } from '../../redis/client.ts';
import { createBufferRunner, type RunBufferScript } from '../../buffer/scripts.ts';
import { TokenBufferManager } from '../../worker/services/TokenBufferManager.ts';
import type { Recorder } from '../../worker/types.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import { createTestDatabases, type TestDatabases } from './databases.ts';

/** Takes every report and keeps none. */
export const silentRecorder: Recorder = {
  countEvent: () => undefined,
  countRejected: () => undefined,
  countRecordNotFound: () => undefined,
  countStale: () => undefined,
  recordWrite: () => undefined,
  recordPut: () => undefined,
  recordSync: () => undefined,
  countFenced: () => undefined,
  recordLatency: () => undefined,
};

export interface BufferRig {
  readonly databases: TestDatabases;
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  readonly epoch: () => number;
  /** Another worker on the same servers. `pool` and `run` are put in between, to make it slow or fail. */
  createBuffer(own?: {
    readonly pool?: pg.Pool;
    readonly run?: RunBufferScript;
    readonly shards?: number;
    readonly maxEntries?: number;
  }): TokenBufferManager;
  setStrategy(strategy: StrategyName): Promise<number>;
  insert(...mints: string[]): Promise<void>;
  readPrice(mint: string): Promise<string | null>;
  /** Empties tables and buffer. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** `redisUrl`: another Redis than that of the run. */
export async function createBufferRig({ redisUrl }: { readonly redisUrl?: string } = {}): Promise<BufferRig> {
  const databases = await createTestDatabases(redisUrl);
  const pool = createPool({
    databaseUrl: databases.databaseUrl,
    applicationName: 'test',
    maxConnections: 10,
    onConnectionError: () => undefined,
  });
  const redis = createRedisClient({ url: databases.redisUrl, name: 'test', onError: () => undefined });
  const run = createBufferRunner(redis);
  const buffers: TokenBufferManager[] = [];
  let epoch = 0;
  const rig: BufferRig = {
    databases,
    pool,
    redis,
    run,
    epoch: () => epoch,
    createBuffer: (own = {}) => {
      const buffer = new TokenBufferManager({
        pool: own.pool ?? pool,
        redis,
        run: own.run ?? run,
        recorder: silentRecorder,
        shards: own.shards ?? 1,
        batchSize: 10,
        producer: randomUUID(),
        maxEntries: own.maxEntries ?? 10_000,
        writerWaitMs: 200,
        parkFirstMs: 1,
        parkLongestMs: 10,
        strategy: () => 'hybrid',
        onDead: () => undefined,
        onPressure: () => undefined,
      });
      buffers.push(buffer);
      return buffer;
    },
    setStrategy: async (strategy) => {
      const before = await readWriteMode(pool);
      if (before?.layout === 'split' && strategy !== 'hybrid-split') await leaveSplit(pool);
      const mode = await upsertWriteMode(pool, strategy);
      epoch = mode.epoch;
      await rig.createBuffer({ shards: 4 }).setMode(strategy, epoch);
      return epoch;
    },
    insert: async (...mints) => {
      await insertTokens(
        pool,
        mints.map((mint) => ({ identity: identityOf(mint), order: 1, status: 'new' })),
        'test',
      );
    },
    readPrice: async (mint) => {
      const result = await pool.query<{ price: string | null }>(
        'select price_usd::text as price from token_current where mint = $1',
        [mint],
      );
      return result.rows[0]?.price ?? null;
    },
    reset: async () => {
      await Promise.all(listNodes(redis).masters.map((node) => node.flushdb()));
      await pool.query(
        'truncate token_discovery, token_market, tracked_token, token_price, sync_shard, skipped_poll, write_mode',
      );
      await insertSyncShards(pool, 4);
      await rig.setStrategy('hybrid');
    },
    stop: async () => {
      await Promise.all(buffers.map((buffer) => buffer.stop()));
      redis.disconnect();
      await pool.end();
      await databases.drop();
    },
  };
  await rig.reset();
  return rig;
}

/** As WriteModeKeeper does it. */
async function leaveSplit(pool: pg.Pool): Promise<void> {
  await upsertWriteMode(pool, 'hybrid');
  do await foldMarket(pool, { before: Number.MAX_SAFE_INTEGER, limit: 10 });
  while (!(await endSplitLayout(pool)));
}

export function identityOf(mint: string): TokenIdentity {
  return {
    mint,
    name: null,
    symbol: mint,
    uri: null,
    creator: null,
    bondingCurve: null,
    totalSupply: null,
    initialBuySol: null,
    initialMarketCapSol: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    discoveredVia: 'test',
    announced: true,
  };
}

export function marketOf(priceUsd: string): MarketData {
  return {
    marketCapUsd: '1',
    priceUsd,
    volume24h: '2',
    volume24hSol: null,
    priceChange24h: '-1.5',
    txCount24h: 3,
  };
}
