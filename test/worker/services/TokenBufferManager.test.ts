import { readDeadLetters } from '../../../buffer/deadLetters.ts';
import { shardKeys } from '../../../buffer/keys.ts';
import { discard } from '../../../buffer/scripts.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foldMarket } from '../../../db/statements/foldMarket.ts';
import { BufferFullError } from '../../../buffer/PutChannel.ts';
import { type BufferRig, createBufferRig, identityOf, marketOf } from '../../support/bufferRig.ts';
import { freezeFlushes } from '../../support/freezeFlushes.ts';

let rig: BufferRig;
beforeAll(async () => {
  rig = await createBufferRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const put = (buffer: ReturnType<BufferRig['createBuffer']>, mint: string, price: string, order: number) =>
  buffer.bufferTokens([{ mint, order, market: marketOf(price) }], {
    epoch: rig.epoch(),
    polled: false,
    target: 'dirty',
  });

describe('merging and writing', () => {
  it('writes the last accepted value of every column group, with all its digits (I1)', async () => {
    await rig.insert('A');
    const buffer = rig.createBuffer();
    await put(buffer, 'A', '1', 10);
    await buffer.bufferToken(
      { mint: 'A', order: 11, pool: { poolAddress: '\\N', poolType: null, poolCreatedAt: null } },
      rig.epoch(),
    );
    await put(buffer, 'A', '0.00000003855', 12);
    const report = await buffer.syncBufferedTokens();
    expect(report).toMatchObject({ tokens: 1, batches: 1, rowsWritten: 1, pricePoints: 1 });
    const { rows } = await rig.pool.query(
      'select price_usd::text, pool_address, status from token_discovery',
    );
    expect(rows).toEqual([{ price_usd: '0.00000003855', pool_address: '\\N', status: 'new' }]);
  });

  it('sets a column to NULL where an update says null, and leaves what is not mentioned', async () => {
    await rig.insert('A');
    const buffer = rig.createBuffer();
    await buffer.bufferToken({ mint: 'A', order: 5, holderCount: 7, hotScore: '1.5' }, rig.epoch());
    await buffer.syncBufferedTokens();
    await buffer.bufferToken({ mint: 'A', order: 6, holderCount: null }, rig.epoch());
    await buffer.syncBufferedTokens();
    const { rows } = await rig.pool.query('select holder_count, hot_score::text from token_discovery');
    expect(rows).toEqual([{ holder_count: null, hot_score: '1.5' }]);
  });

  it('is never overtaken by a retried older event, in the buffer or in the row (I1, I2)', async () => {
    await rig.insert('A');
    const buffer = rig.createBuffer();
    await put(buffer, 'A', '20', 20);
    await put(buffer, 'A', '10', 10);
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('20');
    await put(buffer, 'A', '15', 15);
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('20');
  });

  it('ends with the newest value per group whatever the order of arrival and the flushes between (property)', async () => {
    const step = fc.oneof(
      fc.record({
        mint: fc.constantFrom('A', 'B', 'C'),
        order: fc.integer({ min: 2, max: 1_000 }),
        group: fc.constantFrom('market', 'pool'),
      }),
      fc.constantFrom('flush', 'to the other layout', 'fold'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await rig.reset();
        const buffer = rig.createBuffer();
        await rig.insert('A', 'B', 'C');
        const newest = new Map<string, number>();
        let split = false;
        for (const item of steps) {
          if (typeof item === 'string') {
            if (item === 'flush') await buffer.syncBufferedTokens();
            else if (item === 'fold') await foldMarket(rig.pool, { before: 500, limit: 10 });
            else {
              split = !split;
              await rig.setStrategy(split ? 'hybrid-split' : 'hybrid');
            }
            continue;
          }
          const { mint, order, group } = item;
          const columns =
            group === 'market'
              ? { market: marketOf(String(order)) }
              : { pool: { poolAddress: String(order), poolType: null, poolCreatedAt: null } };
          await buffer.bufferToken({ mint, order, ...columns }, rig.epoch());
          newest.set(mint + group, Math.max(order, newest.get(mint + group) ?? 0));
        }
        await buffer.syncBufferedTokens();
        const { rows } = await rig.pool.query<{ mint: string; price: string | null; pool: string | null }>(
          'select mint, price_usd::text as price, pool_address as pool from token_current',
        );
        for (const { mint, price, pool } of rows) {
          expect(price).toBe(newest.get(`${mint}market`)?.toString() ?? null);
          expect(pool).toBe(newest.get(`${mint}pool`)?.toString() ?? null);
        }
        expect((await buffer.readLedger()).imbalance).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the fence', () => {
  it('a flush that froze writes nothing once another one has come between (I4)', async () => {
    await rig.insert('A');
    const frozen = freezeFlushes(rig.pool);
    const [slow, fast] = [rig.createBuffer({ pool: frozen.pool }), rig.createBuffer()];
    await put(fast, 'A', '5', 5);
    const flush = slow.syncBufferedTokens();
    await frozen.reached;
    await fast.syncBufferedTokens();
    frozen.letGo();
    expect(await flush).toMatchObject({ fenced: 1, rowsWritten: 0 });
    expect(await rig.readPrice('A')).toBe('5');
  });

  it('covers unchanged batches too: an older value cannot land after the newer one was acknowledged', async () => {
    await rig.insert('A');
    const frozen = freezeFlushes(rig.pool);
    const [slow, fast] = [rig.createBuffer({ pool: frozen.pool }), rig.createBuffer()];
    await put(fast, 'A', '6', 6);
    await fast.syncBufferedTokens();
    await put(fast, 'A', '5', 7);
    const flush = slow.syncBufferedTokens();
    await frozen.reached;
    await put(fast, 'A', '6', 8);
    expect(await fast.syncBufferedTokens()).toMatchObject({ rowsWritten: 0, tokens: 1 });
    frozen.letGo();
    await flush;
    expect(await rig.readPrice('A')).toBe('6');
  });

  it('an acknowledgement keeps an entry that changed while it was written', async () => {
    await rig.insert('A');
    const frozen = freezeFlushes(rig.pool);
    const buffer = rig.createBuffer({ pool: frozen.pool });
    await put(buffer, 'A', '1', 1);
    const flush = buffer.syncBufferedTokens();
    await frozen.reached;
    await put(buffer, 'A', '2', 2);
    frozen.letGo();
    await flush;
    expect((await buffer.readEntry('A'))?.columns.market?.priceUsd).toBe('2');
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('2');
    expect(await buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
  });

  it('a poll that a newer, unchanged one overtook is not accepted', async () => {
    await rig.insert('A');
    const buffer = rig.createBuffer();
    const poll = (price: string, order: number) =>
      buffer.bufferTokens([{ mint: 'A', order, market: marketOf(price) }], {
        epoch: rig.epoch(),
        polled: true,
        target: 'dirty',
      });
    await poll('6', 100);
    await buffer.syncBufferedTokens();
    await poll('6', 300);
    await buffer.syncBufferedTokens();
    expect(await poll('5', 200)).toMatchObject({ accepted: 0, stale: 1 });
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('6');
  });
});

describe('rows that cannot be written', () => {
  it('a missing row is parked, seen, and written once it is there (I9)', async () => {
    const buffer = rig.createBuffer();
    await put(buffer, 'A', '1', 1);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ parked: 1, rowsWritten: 0 });
    expect(await buffer.readLedger()).toMatchObject({ pending: 0, parked: 1, imbalance: 0 });
    await rig.insert('A');
    await expect
      .poll(async () => (await buffer.syncBufferedTokens()) && (await rig.readPrice('A')), {
        timeout: 10_000,
      })
      .toBe('1');
    expect(await buffer.readLedger()).toMatchObject({ parked: 0, imbalance: 0 });
  });

  it('a poison row goes to the dead letters and delays none of the others (I8)', async () => {
    const mints = Array.from({ length: 20 }, (_, i) => `M${i}`);
    await rig.insert(...mints);
    const buffer = rig.createBuffer();
    for (const mint of mints) await put(buffer, mint, mint === 'M7' ? 'not a number' : '3', 5);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ dead: 1, tokens: 19 });
    const [letter] = await readDeadLetters(rig.redis, shardKeys(0), 10);
    expect(letter).toMatchObject({
      code: '22P02',
      entry: { key: 'M7', fields: [{ name: 'market', values: { priceUsd: 'not a number' } }] },
    });
    expect(await buffer.readLedger()).toMatchObject({ dead: 1, pending: 0, imbalance: 0 });
    expect(await discard(rig.run, shardKeys(0), letter!.id)).toBe(true);
    expect(await buffer.readLedger()).toMatchObject({ dead: 0, discarded: 1, imbalance: 0 });
  });

  it('a refused value does not take the row along whose create waits beside it', async () => {
    await rig.setStrategy('buffer-all');
    const buffer = rig.createBuffer();
    await buffer.bufferCreate({ identity: identityOf('N'), order: 1, status: 'new' }, rig.epoch());
    await put(buffer, 'N', 'not a number', 5);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ dead: 1 });
    await put(buffer, 'N', '8', 6);
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('N')).toBe('8');
    await rig.setStrategy('hybrid');
  });

  it('an outage uses up nothing: the batch stays and is written later', async () => {
    await rig.insert('A');
    const broken = new Proxy(rig.pool, {
      get: (target, key) =>
        key === 'query'
          ? () => Promise.reject(new Error('Connection terminated'))
          : (Reflect.get(target, key) as unknown),
    });
    await put(rig.createBuffer(), 'A', '1', 1);
    await expect(rig.createBuffer({ pool: broken }).syncBufferedTokens()).rejects.toThrow(
      'Connection terminated',
    );
    const buffer = rig.createBuffer();
    expect(await buffer.readLedger()).toMatchObject({ pending: 1, dead: 0 });
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('1');
  });
});

describe('a batch', () => {
  it('takes one token from each part of what is dirty, at random, so that those on a page are written at different times', async () => {
    const spread = rig.createBuffer();
    const mints = Array.from({ length: 8 }, (_, i) => `M${i}`);
    for (const mint of mints) await put(spread, mint, '1', 1);
    const { dirty, park, entryPrefix, meta } = shardKeys(0);
    const read = async (limit: number): Promise<string[]> => {
      const [, ...entries] = (await rig.run('read', [dirty, park, entryPrefix, meta], [limit, ''])) as [
        string,
        ...string[][],
      ];
      return entries.map(([mint]) => mint!);
    };
    const parts = [mints.slice(0, 2), mints.slice(2, 5), mints.slice(5)];
    const firsts = new Set<string>();
    for (let look = 0; look < 40; look++) {
      const batch = await read(3);
      expect(batch.map((mint) => parts.findIndex((part) => part.includes(mint)))).toEqual([0, 1, 2]);
      firsts.add(batch[0]!);
    }
    expect(firsts).toEqual(new Set(parts[0]));
    expect(await read(100)).toEqual(mints);
  });
});

describe('bounds', () => {
  it('refuses new entries beyond the limit with a typed error, and still merges', async () => {
    const buffer = rig.createBuffer({ maxEntries: 2 });
    await put(buffer, 'A', '1', 1);
    await put(buffer, 'B', '1', 1);
    await expect(put(buffer, 'C', '1', 1)).rejects.toBeInstanceOf(BufferFullError);
    expect(await put(buffer, 'A', '2', 2)).toMatchObject({ accepted: 1 });
    expect(await buffer.readLedger()).toMatchObject({ pending: 2, merged: 1, imbalance: 0 });
  });

  it('gives no key of the buffer a TTL, and keeps each entry in one place (I5, I7)', async () => {
    await rig.insert('A', 'B');
    const buffer = rig.createBuffer();
    for (const [mint, price] of [
      ['A', '1'],
      ['B', 'x'],
      ['C', '1'],
    ] as const)
      await put(buffer, mint, price, 1);
    await buffer.syncBufferedTokens();
    await put(buffer, 'A', '2', 2);
    const { dirty, park, dead } = shardKeys(0);
    expect(await rig.redis.zrange(dirty, 0, '-1')).toEqual(['A']);
    expect(await rig.redis.zrange(park, 0, '-1')).toEqual(['C']);
    expect(await rig.redis.zcard(dead)).toBe(1);
    for (const key of await rig.redis.keys('{bw:*')) expect(await rig.redis.ttl(key), key).toBe(-1);
  });

  it('shows a lost tail of Redis in the ledger (I3)', async () => {
    const buffer = rig.createBuffer();
    await put(buffer, 'A', '1', 1);
    const keys = await rig.redis.keys('{bw:*');
    const before = await Promise.all(
      keys.map(async (key) => [key, await rig.redis.dumpBuffer(key)] as const),
    );
    await put(buffer, 'B', '1', 1);
    await rig.redis.flushdb();
    for (const [key, value] of before) await rig.redis.restore(key, 0, value);
    expect((await buffer.readLedger()).imbalance).toBe(1);
  });

  it('spreads over shards and flushes them all', async () => {
    const mints = Array.from({ length: 30 }, (_, i) => `S${i}`);
    await rig.insert(...mints);
    const buffer = rig.createBuffer({ shards: 4 });
    await buffer.bufferTokens(
      mints.map((mint) => ({ mint, order: 3, market: marketOf('4') })),
      { epoch: rig.epoch(), polled: true, target: 'dirty' },
    );
    expect((await rig.redis.keys('{bw:*}:dirty')).length).toBeGreaterThan(1);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ tokens: 30, rowsWritten: 30 });
  });
});

describe('buffer-all', () => {
  it('a buffered create is inserted by the flush, with what was buffered after it', async () => {
    const buffer = rig.createBuffer();
    expect(
      await buffer.bufferCreate({ identity: identityOf('A'), order: 1, status: 'new' }, rig.epoch()),
    ).toBe(true);
    await put(buffer, 'A', '9', 2);
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('9');
    expect(await buffer.readLedger()).toMatchObject({ pending: 0, parked: 0, imbalance: 0 });
  });
});
