import { createPool } from '../../db/pool.ts';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { upsertWriteMode } from '../../db/statements/writeMode.ts';
import type { MarketData, NewToken } from '../../domain/tokenColumns.ts';
import { createRedisClient, type RedisClient } from '../../redis/client.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { shardKeys } from '../../buffer/keys.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import { END, seedKnownHistory, seedView, T0 } from './knownHistory.ts';

/** The moment at which everything is frozen. */
export const NOW = END;
const TOKENS = 24;
const WAITING = 6;

/** Fills both servers with a state in which every value is fixed. */
export async function seedFrozenState(databaseUrl: string, redisUrl: string): Promise<void> {
  const pool = createPool({
    databaseUrl,
    applicationName: 'screens',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  const redis = createRedisClient({ url: redisUrl, name: 'screens', onError: () => undefined });
  try {
    await upsertWriteMode(pool, 'hybrid');
    await insertTokens(
      pool,
      Array.from({ length: TOKENS }, (_, i) => createToken(i)),
      'screens',
    );
    await seedBuffer(redis);
    await seedKnownHistory(redis);
    await seedView(redis, VIEW, NOW);
  } finally {
    redis.disconnect();
    await pool.end();
  }
}

const mintOf = (i: number): string =>
  `Frozen${String(i).padStart(2, '0')}111111111111111111111111111111111111`;

const createMarket = (i: number): MarketData => ({
  marketCapUsd: String(10_000 * (i + 1)),
  priceUsd: String(0.00001 * (i + 1)),
  volume24h: String(500 * (i + 1)),
  volume24hSol: null,
  priceChange24h: String(i - TOKENS / 2),
  txCount24h: 10 * i,
});

const createToken = (i: number): NewToken => ({
  identity: {
    mint: mintOf(i),
    name: `Frozen token ${i}`,
    symbol: `FRZ${i}`,
    uri: null,
    creator: null,
    bondingCurve: null,
    totalSupply: null,
    initialBuySol: null,
    initialMarketCapSol: null,
    createdAt: new Date(T0 + i * 1_000).toISOString(),
    discoveredVia: 'simulate',
    announced: true,
  },
  order: i + 1,
  status: 'new',
  market: createMarket(i),
});

/** As buffer/lua/put.lua keeps entries, with moments that do not come from Redis' own clock. */
async function seedBuffer(redis: RedisClient): Promise<void> {
  const keys = shardKeys(0);
  await redis.hset(SETTINGS_KEY, { strategy: 'hybrid', shards: '1' });
  for (let i = 0; i < WAITING; i++) {
    const since = String((NOW - 5_000 * (i + 1)) * 1_000);
    const market = JSON.stringify([100 + i, createMarket(i + 1)]);
    await redis.hset(`${keys.entryPrefix}${mintOf(i)}`, { _v: '1', _n: '3', _t: since, market });
    await redis.zadd(keys.dirty, since, mintOf(i));
  }
}

const VIEW: ObserverView = {
  at: NOW,
  answeredAt: NOW,
  status: { connected: true, since: T0 },
  missing: [],
  lastInterruption: null,
  server: null,
  settings: {
    checkpointTimeoutSeconds: 30,
    completionTarget: 0.9,
    maxWalSizeBytes: 1_024 ** 3,
    segmentBytes: 16 * 1_024 ** 2,
    sharedBuffersPages: 16_384,
    fullPageWrites: true,
    walCompression: 'off',
    logCheckpoints: true,
  },
  sample: null,
  dirtyBuffers: 450,
  walTriggerBytes: 528 * 1_024 ** 2,
  walBytesPerSecond: 10_000,
  running: null,
  next: {
    madeAt: NOW,
    startsAt: NOW + 12_000,
    cause: 'time',
    skipped: false,
    buffers: 450,
    dirtyPages: 500,
    writeSeconds: 27,
    inSeconds: 12,
    timeShare: 0.6,
    dirtyBuffers: 500,
  },
};
