import { Redis } from 'ioredis';
import { addAll } from './pollPostgres.ts';
import type { Series } from './Series.ts';

export interface RedisReferee {
  readonly redis: Redis;
  readonly series: ReadonlyMap<string, Series>;
  readonly serverPid: number;
  readonly poll: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The buffer's own keys, as redis-cli shows them; for one shard, as a newcomer has it. */
export async function openRedis(url: string): Promise<RedisReferee> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const series = new Map<string, Series>();
  const info = await redis.info('server');
  return {
    redis,
    series,
    serverPid: Number(/^process_id:(\d+)/m.exec(info)![1]),
    poll: async () => {
      const sentAt = Date.now();
      const [rows, parked, dead] = await Promise.all(
        ['dirty', 'park', 'dead'].map((list) => redis.zcard(`{bw:00}:${list}`)),
      );
      const [, oldest] = (await redis.zrange('{bw:00}:dirty', 0, '0', 'WITHSCORES')).flat();
      const at = (sentAt + Date.now()) / 2;
      const oldestSeconds = oldest === undefined ? 0 : at / 1_000 - Number(oldest) / 1e6;
      addAll(series, at, { bufferRows: rows!, parkedRows: parked!, deadRows: dead!, oldestSeconds });
    },
    stop: async () => redis.disconnect(),
  };
}
