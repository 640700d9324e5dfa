import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Buffer, defineTable, LostHistoryError } from '../../buffer/index.ts';
import { createTableRig, type TableRig } from '../support/tableRig.ts';

let rig: TableRig;
beforeAll(async () => {
  rig = await createTableRig();
});
afterAll(() => rig.stop());

const counters = defineTable({
  table: 's.counter',
  key: { id: 'integer' },
  columns: { n: { type: 'bigint', merge: 'add' } },
});
beforeEach(async () => {
  await rig.reset();
  await rig.pool.query('create table s.counter (id int primary key, n bigint)');
  await rig.pool.query('insert into s.counter (id) values (1), (2)');
});

const readCount = async (id = 1): Promise<number> => {
  const { rows } = await rig.pool.query<{ n: string | null }>('select n from s.counter where id = $1', [id]);
  return Number(rows[0]?.n ?? 0);
};
const start = (own: Parameters<TableRig['start']>[1] = {}): Promise<Buffer> => rig.start([counters], own);

describe('a history that was lost is refused, and said', () => {
  const meta = '{bwb:test:s.counter:00}:meta';
  const writeOnce = async (buffer: Buffer): Promise<void> => {
    await buffer.update(counters, { id: 1, n: 1 });
    await buffer.flush();
  };
  /** All of the Redis database: what a snapshot holds. */
  const snapshot = async (): Promise<() => Promise<void>> => {
    const keys = await rig.redis.keys('*');
    const dumps = await Promise.all(keys.map((key) => rig.redis.dumpBuffer(key)));
    return async () => {
      await rig.redis.flushdb();
      await Promise.all(keys.map((key, i) => rig.redis.restore(key, 0, dumps[i]!)));
    };
  };

  it('PostgreSQL from a backup', async () => {
    const buffer = await start();
    for (let i = 0; i < 3; i++) await writeOnce(buffer);
    await rig.pool.query(
      'update breakwater_buffer.shard set epoch = 1; delete from breakwater_buffer.record where epoch > 1',
    );
    await buffer.update(counters, { id: 1, n: 1 });
    await expect(buffer.flush()).rejects.toThrow(LostHistoryError);
    await expect(buffer.flush()).rejects.toThrow(
      'PostgreSQL has 1 writes, Redis knows of 3: PostgreSQL was set back',
    );
    await expect(start()).rejects.toThrow(LostHistoryError);
    expect(await readCount()).toBe(3);
    expect(await buffer.resolve(counters)).toEqual([{ shard: 0, postgres: 1, redis: 3 }]);
    await buffer.flush();
    expect(await readCount()).toBe(4);
  });

  it('Redis from a backup whose records are gone', async () => {
    const buffer = await start();
    await writeOnce(buffer);
    const restore = await snapshot();
    for (let i = 0; i < 18; i++) await writeOnce(buffer);
    await restore();
    const next = start();
    await expect(next).rejects.toThrow('the records between are gone: Redis was set back');
    expect(await readCount()).toBe(19);
  });

  it('Redis from a backup that lacks what a flush had read', async () => {
    const buffer = await start();
    await buffer.update(counters, { id: 1, n: 3 });
    const restore = await snapshot();
    await buffer.update(counters, { id: 1, n: 5 });
    await buffer.flush();
    await restore();
    await expect(start()).rejects.toThrow('has lost updates that were written: Redis was set back');
    expect(await readCount()).toBe(8);
  });

  it('Redis from a backup of the moment before an acknowledgement loses nothing, and is settled', async () => {
    const buffer = await start();
    await buffer.update(counters, { id: 1, n: 3 });
    const restore = await snapshot();
    await buffer.flush();
    await restore();
    const next = await start();
    await next.flush();
    expect(await readCount()).toBe(3);
  });

  it('Redis several epochs behind, with nothing lost but acknowledgements, is settled record by record', async () => {
    const buffer = await start({ batchSize: 1 });
    await buffer.updateMany(counters, [
      { id: 1, n: 3 },
      { id: 2, n: 5 },
    ]);
    const restore = await snapshot();
    await buffer.flush();
    await restore();
    const next = await start();
    expect((await next.readLedger()).pending).toBe(0);
    await next.flush();
    expect([await readCount(1), await readCount(2)]).toEqual([3, 5]);
  });

  it('a lost tail: the producer whose updates are gone puts no more', async () => {
    const buffer = await start();
    await buffer.update(counters, { id: 1, n: 3 });
    const restore = await snapshot();
    await buffer.update(counters, { id: 1, n: 5 });
    await restore();
    await expect(buffer.update(counters, { id: 1, n: 1 })).rejects.toThrow(
      'Redis has lost updates that it had accepted',
    );
    expect((await buffer.readLedger()).imbalance).toBe(1);
  });

  it('an emptied Redis', async () => {
    const buffer = await start();
    await writeOnce(buffer);
    await rig.redis.flushdb();
    await expect(buffer.update(counters, { id: 1, n: 1 })).rejects.toThrow(LostHistoryError);
    await expect(buffer.flush()).rejects.toThrow('Redis was emptied or set back');
    expect(await rig.redis.exists(meta)).toBe(0);
  });
});
