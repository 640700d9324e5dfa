import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFeedPage } from '../../../server/readers/feed.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';
import { marketOf } from '../../support/bufferRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
  await rig.reset();
});
afterAll(() => rig.stop());

test('what is flushed between the look at the rows and the look at the buffer is seen all the same', async () => {
  await rig.insert('a');
  const buffer = rig.createBuffer({ shards: 4 });
  await buffer.bufferToken({ mint: 'a', order: 5, market: marketOf('7.5') }, rig.epoch());
  let flushes = false;
  const pool = new Proxy(rig.pool, {
    get(target, key) {
      if (key !== 'query') return Reflect.get(target, key) as unknown;
      return async (...args: [pg.QueryConfig]) => {
        const result = await target.query(...args);
        if (flushes && args[0].name?.startsWith('read_feed')) await buffer.syncBufferedTokens();
        return result;
      };
    },
  });
  const services = { ...rig.services, pool };
  const read = async () => (await readFeedPage(services, { sort: 'new', limit: 10 })).tokens;
  // From here on it knows the acknowledgements so far.
  expect((await read())[0]).toMatchObject({ market: { priceUsd: '7.5' }, bufferedGroups: ['market'] });
  flushes = true;
  const tokens = await read();
  expect(tokens[0]).toMatchObject({ market: { priceUsd: '7.5' }, bufferedSince: null });
});
