import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shardKeys } from '../../../buffer/keys.ts';
import { type BufferRig, createBufferRig, marketOf } from '../../support/bufferRig.ts';

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

describe('writers at the same time', () => {
  it('go together in one call while another is in flight, and each gets the outcome of its own', async () => {
    await rig.insert('A');
    const buffer = rig.createBuffer();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, i) => put(buffer, i % 2 === 0 ? 'A' : `B${i}`, String(i), i + 1)),
    );
    expect(outcomes.every(({ accepted, stale }) => accepted === 1 && stale === 0)).toBe(true);
    const fields = Object.entries(await rig.redis.hgetall(shardKeys(0).meta));
    const [, producer] = fields.find(([field]) => field.startsWith('p:'))!;
    // The first at once, all that came meanwhile in the second.
    expect(producer.split(' ').slice(0, 2)).toEqual(['2', '100']);
    expect(await buffer.readLedger()).toMatchObject({ accepted: 100, merged: 49, pending: 51, imbalance: 0 });
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('98');
  });

  it('distinguishes the one that a newer poll had overtaken from the others', async () => {
    await rig.insert('A', 'B', 'C');
    const buffer = rig.createBuffer();
    const poll = (mint: string, order: number) =>
      buffer.bufferTokens([{ mint, order, market: marketOf('7') }], {
        epoch: rig.epoch(),
        polled: true,
        target: 'dirty',
      });
    await poll('A', 10);
    await buffer.syncBufferedTokens();
    await poll('A', 20);
    // Found unchanged: the order 20 is in no row.
    await buffer.syncBufferedTokens();
    const outcomes = await Promise.all([poll('C', 21), poll('B', 22), poll('A', 15), poll('C', 23)]);
    expect(outcomes.map(({ accepted, stale }) => [accepted, stale])).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
  });

  it('are refused one by one where together they are too many', async () => {
    const buffer = rig.createBuffer({ maxEntries: 3 });
    const results = await Promise.allSettled(
      ['A', 'B', 'A', 'C', 'D', 'B', 'E'].map((mint, i) => put(buffer, mint, '1', i + 1)),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    expect(await buffer.readLedger()).toMatchObject({ accepted: 5, merged: 2, pending: 3, imbalance: 0 });
  });
});

describe('a Redis that lost its tail', () => {
  it('counts to the same version again, and a flush that read the first one does not acknowledge the second', async () => {
    await rig.insert('A');
    const buffer = rig.createBuffer();
    const { meta, dirty, park, entryPrefix, cachePrefix, leasePrefix } = shardKeys(0);
    // The clock is behind, so that versions count up by one; the tail is lost with the first put.
    const rewind = () => rig.redis.hset(meta, 'v', '9000000000000000');
    await rewind();
    await put(buffer, 'A', '1', 1);
    const read = await rig.run('read', [dirty, park, entryPrefix, meta], [10, '']);
    const [head, [mint, ...pairs]] = read as [string, [string, ...string[]]];
    const [readAt = ''] = head.split(' ');
    const version = pairs[pairs.indexOf('_v') + 1]!;
    await rewind();
    await put(buffer, 'A', '2', 2);
    const keys = [meta, dirty, park, entryPrefix, cachePrefix, leasePrefix];
    expect(await rig.run('ack', keys, [readAt, 0, mint, version])).toEqual([0, 1]);
    await buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('2');
  });
});
