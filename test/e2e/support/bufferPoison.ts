import { drawOrder } from '../../../buffer/scripts.ts';
import { toBufferUpdate } from '../../../domain/tokenEntry.ts';
import type { MarketData } from '../../../domain/tokenColumns.ts';
import { createEntryWriter } from '../../../buffer/entryWriter.ts';
import { createRedisClient } from '../../../redis/client.ts';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { shardOf, shardKeys } from '../../../buffer/keys.ts';
import { createBufferRunner } from '../../../buffer/scripts.ts';
import { query, readRunning } from './running.ts';

/** Its count is beyond bigint. */
const POISON: MarketData = {
  marketCapUsd: '1',
  priceUsd: '1',
  volume24h: '1',
  volume24hSol: null,
  priceChange24h: '1',
  txCount24h: Number.MAX_VALUE,
};

/** Buffers a value that PostgreSQL cannot hold: the next sync makes a dead letter of it. Only where updates are buffered. */
export async function bufferPoison(): Promise<void> {
  const [known] = await query<{ mint: string; epoch: number }>(
    'select mint, (select epoch::int from write_mode) as epoch from token_discovery order by created_at limit 1',
  );
  const { mint, epoch } = known!;
  const redis = createRedisClient({ url: readRunning().redisUrl, name: 'test', onError: () => undefined });
  try {
    const run = createBufferRunner(redis);
    const shards = Number(await redis.hget(SETTINGS_KEY, 'shards'));
    const write = createEntryWriter({ run, keys: shardKeys(shardOf(mint, shards)), epoch });
    await write(toBufferUpdate({ mint, order: await drawOrder(run), market: POISON }));
  } finally {
    redis.disconnect();
  }
}
