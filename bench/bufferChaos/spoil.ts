import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { bufferKeyName, shardKeys } from '../../buffer/keys.ts';
import type { BufferControl } from './messages.ts';

/** A process dies, or freezes, within these windows. */
const WIDEST_WINDOW_MS = 40;

interface Servers {
  readonly pool: pg.Pool;
  readonly redis: Redis;
}

/** Widens the windows between a read, its write and its acknowledgement; with a control, it does one of them wrong. */
export function spoil({ pool, redis }: Servers, control: BufferControl | null): Servers {
  return {
    pool: new Proxy(pool, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (key !== 'query')
          return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
        return async (text: string, values: unknown[]) => {
          if (control === 'no-record' && text.includes('select epoch::text from'))
            await forgetDoubt(target, redis, values);
          const result = await target.query(text, values);
          if (text.includes('written as (')) await delay(Math.random() * WIDEST_WINDOW_MS);
          return result;
        };
      },
    }),
    redis,
  };
}

/** A design that has the fence and no record: whatever was not acknowledged is taken for not written. */
async function forgetDoubt(pool: pg.Pool, redis: Redis, [buffer, table, shard]: unknown[]): Promise<void> {
  const { rows } = await pool.query<{ epoch: string }>(
    'select epoch from breakwater_buffer.shard where buffer = $1 and table_name = $2 and shard = $3',
    [buffer, table, shard],
  );
  const { meta } = shardKeys(Number(shard), bufferKeyName(String(buffer), String(table)));
  if (rows[0] !== undefined) await redis.hset(meta, 'r', rows[0].epoch);
}
