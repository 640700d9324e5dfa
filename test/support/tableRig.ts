import { Redis } from 'ioredis';
import pg from 'pg';
import { type BufferOptions, createBuffer, prepare } from '../../buffer/index.ts';
import { createTestDatabases } from './databases.ts';

type Buffer = ReturnType<typeof createBuffer>;

export interface TableRig {
  readonly pool: pg.Pool;
  readonly redis: Redis;
  /** A process of its own on the same servers. `pool` and `redis` may be put in between, to make it slow or fail. */
  start(tables: BufferOptions['tables'], own?: Partial<BufferOptions>): Promise<Buffer>;
  readonly url: string;
  readonly redisUrl: string;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** The buffers flush when they are asked to. */
export async function createTableRig(): Promise<TableRig> {
  const databases = await createTestDatabases();
  const pool = new pg.Pool({ connectionString: databases.databaseUrl, max: 10 });
  pool.on('error', () => undefined);
  const redis = new Redis(databases.redisUrl, { commandTimeout: 5_000, maxRetriesPerRequest: 1 });
  await prepare(pool);
  await prepare(pool);
  const buffers: Buffer[] = [];
  const stopAll = (): Promise<unknown> =>
    Promise.all(buffers.splice(0).map((buffer) => buffer.stop({ flush: false })));
  return {
    pool,
    redis,
    url: databases.databaseUrl,
    redisUrl: databases.redisUrl,
    start: async (tables, own = {}) => {
      const buffer = createBuffer({
        name: 'test',
        tables,
        pool,
        redis,
        flushEveryMs: 3_600_000,
        writerWaitMs: 200,
        parkFirstMs: 1,
        redisSettings: 'assumed',
        ...own,
      });
      buffers.push(buffer);
      await buffer.start();
      return buffer;
    },
    reset: async () => {
      await stopAll();
      await redis.flushdb();
      await pool.query('truncate breakwater_buffer.shard, breakwater_buffer.record');
      await pool.query('drop schema if exists s cascade; create schema s');
    },
    stop: async () => {
      await stopAll();
      redis.disconnect();
      await pool.end();
      await databases.drop();
    },
  };
}
