import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());

type Caller = ServerRig['caller'];
const range = { from: 0, to: 1 };

const BAD: readonly (readonly [name: string, call: (caller: Caller) => Promise<unknown>, message: string])[] =
  [
    [
      'history.samples without input',
      (c) => c.history.samples(undefined as never),
      'The input is missing: it takes an object with from, to, points',
    ],
    [
      'history.samples with too many points',
      (c) => c.history.samples({ ...range, points: 2_001 }),
      'points is 2001: it takes a whole number from 1 to 2000',
    ],
    [
      'history.samples with NaN',
      (c) => c.history.samples({ from: Number.NaN, to: 1, points: 1 }),
      'from is NaN: it takes a time in ms since the epoch',
    ],
    [
      'history.events with a fraction',
      (c) => c.history.events({ ...range, limit: 1.5 }),
      'limit is 1.5: it takes a whole number from 1 to 2000',
    ],
    [
      'checkpoints.list with too many',
      (c) => c.checkpoints.list({ ...range, limit: 5_001 }),
      'limit is 5001: it takes a whole number from 1 to 5000',
    ],
    [
      'strategy.set with another name',
      (c) => c.strategy.set({ strategy: "hybrid'; drop table token_discovery" as never }),
      'strategy is "hybrid\'; drop table token_discovery": it takes direct, buffer-all, hybrid, hybrid-split',
    ],
    [
      'profile.set with another name',
      (c) => c.profile.set({ profile: 1 as never }),
      'profile is 1: it takes default, calm',
    ],
    [
      'feed.list with another order',
      (c) => c.feed.list({ sort: 'mint; --' as never, limit: 1 }),
      'sort is "mint; --": it takes new, hot, marketCap, volume',
    ],
    [
      'feed.list with a forged cursor',
      (c) => c.feed.list({ sort: 'new', limit: 1, cursor: Buffer.from('["new",1,2]').toString('base64url') }),
      'cursor is "WyJuZXciLDEsMl0": it takes the nextCursor of the page before',
    ],
    [
      'feed.list with a long search',
      (c) => c.feed.list({ sort: 'new', limit: 1, search: 'x'.repeat(129) }),
      `search is "${'x'.repeat(39)}…: it takes text of 0 to 128 characters`,
    ],
    [
      'feed.token with NUL',
      (c) => c.feed.token({ mint: 'a\0' }),
      'mint is "a\\u0000": it takes text of 1 to 128 characters',
    ],
    [
      'buffer.list with none',
      (c) => c.buffer.list({ limit: 0 }),
      'limit is 0: it takes a whole number from 1 to 500',
    ],
    ['buffer.replay with none', (c) => c.buffer.replay({ ids: [] }), 'ids is []: it takes 1 to 500 ids'],
    [
      'buffer.discard with too many',
      (c) => c.buffer.discard({ ids: Array.from({ length: 501 }, () => 'a:1') }),
      'ids is ["a:1","a:1","a:1","a:1","a:1","a:1","a:…: it takes 1 to 500 ids',
    ],
    [
      'buffer.replay with a number',
      (c) => c.buffer.replay({ ids: ['a:1', 3 as never] }),
      'ids.1 is 3: it takes text of 3 to 145 characters',
    ],
    [
      'live.stream with a number',
      (c) => c.live.stream({ lastEventId: 5 as never }),
      'lastEventId is 5: it takes text of 0 to 40 characters',
    ],
  ];

test.each(BAD)('%s: one sentence', async (_name, call, message) => {
  await expect(call(rig.caller)).rejects.toMatchObject({ code: 'BAD_REQUEST', message });
});

test('what nobody foresaw is one fixed sentence, without a word of the database', async () => {
  await rig.pool.query('alter table token_discovery rename to elsewhere');
  const failed = rig.caller.feed.list({ sort: 'new', limit: 1 });
  await expect(failed).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something went wrong on the server; its log says what',
  });
  const error: unknown = await failed.catch((thrown: unknown) => thrown);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('token_discovery"');
  expect((error as Error).cause).toBeUndefined();
  await rig.pool.query('alter table elsewhere rename to token_discovery');
});
