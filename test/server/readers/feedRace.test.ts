import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFeedPage } from '../../../server/readers/feed.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';
import { marketOf } from '../../support/bufferRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());

/** Flushes at one moment of each read of the feed's rows. */
function flushAt(moment: 'before' | 'after', flush: () => Promise<unknown>): pg.Pool {
  return new Proxy(rig.pool, {
    get(target, key) {
      if (key !== 'query') return Reflect.get(target, key) as unknown;
      return async (...args: [pg.QueryConfig]) => {
        const isFeed = args[0].name?.startsWith('read_feed') === true;
        if (isFeed && moment === 'before') await flush();
        const result = await target.query(...args);
        if (isFeed && moment === 'after') await flush();
        return result;
      };
    },
  });
}

describe.each(['before', 'after'] as const)('what is flushed just %s the read of the rows', (moment) => {
  test.each(['for the first time', 'again'])('is seen all the same by who asks %s', async (asks) => {
    await rig.reset();
    await rig.insert('a');
    const buffer = rig.createBuffer({ shards: 4 });
    const put = (order: number, price: string) =>
      buffer.bufferToken({ mint: 'a', order, market: marketOf(price) }, rig.epoch());
    await put(5, '5');
    let flushed = 0;
    let flush = async (): Promise<void> => undefined;
    const services = rig.with({}, { pool: flushAt(moment, () => flush()) });
    const read = async () => (await readFeedPage(services, { sort: 'new', limit: 10 })).tokens;
    if (asks === 'again') await read();
    await put(6, '6');
    flush = async () => {
      await buffer.syncBufferedTokens();
      flushed++;
    };
    expect((await read())[0]).toMatchObject({ market: { priceUsd: '6' } });
    expect(flushed).toBe(1);
    // Nothing waits any more, and nobody says so.
    expect((await read())[0]).toMatchObject({ market: { priceUsd: '6' }, bufferedSince: null });
  });
});
