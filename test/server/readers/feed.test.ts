import { FEED_SORTS, type FeedSort } from '../../../domain/feedSorts.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readFeed } from '../../../db/statements/readFeed.ts';
import { readTokenRows } from '../../../db/statements/readTokens.ts';
import { updateTokens } from '../../../db/statements/updateTokens.ts';
import { type FeedToken } from '../../../server/types.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';
import { marketOf } from '../../support/bufferRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const ORDER: Readonly<Record<FeedSort, string>> = {
  new: 'created_at desc, mint',
  hot: 'hot_score desc nulls last, mint',
  marketCap: 'market_cap_usd desc nulls last, mint',
  volume: 'volume_24h desc nulls last, mint',
};

interface Row {
  readonly value: number | null;
  readonly minute: number;
  /** Its volatile columns live in token_market; the wide row holds older ones. */
  readonly inMarket?: boolean;
}

async function fill(rows: readonly Row[]): Promise<void> {
  const mints = rows.map((_, i) => `mint${String((i * 7) % rows.length).padStart(3, '0')}-${i}`);
  await rig.pool.query('truncate token_discovery, token_market, tracked_token');
  await rig.insert(...mints);
  await rig.pool.query(
    `update token_discovery t set hot_score = i.value, market_cap_usd = i.value, volume_24h = i.value,
       created_at = timestamptz '2026-01-01' + i.minute * interval '1 minute 0.000001 seconds'
     from unnest($1::text[], $2::numeric[], $3::integer[]) as i (mint, value, minute) where t.mint = i.mint`,
    [mints, rows.map(({ value }) => value), rows.map(({ minute }) => minute)],
  );
  await moveToMarket(mints.filter((_, i) => rows[i]!.inMarket));
}

async function moveToMarket(mints: readonly string[]): Promise<void> {
  const own = 'from token_discovery where mint = any($1)';
  await rig.pool.query(`insert into tracked_token (mint, token_id) select mint, id ${own}`, [mints]);
  await rig.pool.query(
    `insert into token_market (token_id, hot_score, market_cap_usd, volume_24h, status,
       market_order, status_order, hot_score_order, holder_count_order)
     select id, hot_score, market_cap_usd, volume_24h, status, 1, 1, 1, 1 ${own}`,
    [mints],
  );
  await rig.pool.query(
    'update token_discovery set hot_score = 1, market_cap_usd = 1, volume_24h = 1 where mint = any($1)',
    [mints],
  );
}

async function readAll(sort: FeedSort, limit: number, search?: string): Promise<FeedToken[]> {
  const tokens: FeedToken[] = [];
  let cursor: string | null = null;
  do {
    const page = await rig.caller.feed.list({ sort, limit, cursor, ...(search !== undefined && { search }) });
    expect(page.tokens.length).toBeLessThanOrEqual(limit);
    tokens.push(...page.tokens);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return tokens;
}

describe('pages', () => {
  const row = fc.record({
    value: fc.option(fc.constantFrom(0, 1, 1.5, -2, 1e-20, 123_456_789.000_1), { nil: null }),
    minute: fc.integer({ min: 0, max: 3 }),
    draw: fc.integer({ min: 1, max: 10 }),
  });

  // A statement reads 51 rows at the least: only the long tables have rows that none of its parts returns.
  test.each([
    { table: 'short', lengths: { maxLength: 24 }, limits: { min: 1, max: 7 }, numRuns: 60 },
    { table: 'long', lengths: { minLength: 150, maxLength: 250 }, limits: { min: 40, max: 50 }, numRuns: 60 },
  ])(
    'together are the whole $table table in order, without repeats, under ties, NULLs and both layouts',
    async ({ lengths, limits, numRuns }) => {
      const request = fc.record({ by: fc.constantFrom(...FEED_SORTS), limit: fc.integer(limits) });
      const tenthsInMarket = fc.integer({ min: 0, max: 10 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, lengths),
          request,
          tenthsInMarket,
          async (rows, { by, limit }, tenths) => {
            await fill(rows.map(({ draw, ...rest }) => ({ ...rest, inMarket: draw <= tenths })));
            const whole = await rig.pool.query<{ mint: string }>(
              `select mint from token_current order by ${ORDER[by]}`,
            );
            const pages = await readAll(by, limit);
            expect(pages.map(({ mint }) => mint)).toEqual(whole.rows.map(({ mint }) => mint));
          },
        ),
        { numRuns },
      );
    },
  );

  test('hold rows as all other readers have them', async () => {
    await rig.insert('a', 'b');
    const pool = { poolAddress: 'p', poolType: 'amm', poolCreatedAt: '2026-02-03T04:05:06.789Z' };
    const metadata = { description: 'ü', imageUrl: null, website: null, twitter: null, telegram: null };
    await updateTokens(rig.pool, {
      epoch: await rig.setStrategy('direct'),
      updates: [
        {
          mint: 'a',
          market: { ...marketOf('0.000000038550'), txCount24h: 12 },
          pool,
          metadata,
          hotScore: '1.50',
          holderCount: 7,
          status: 'active',
          orders: { market: 2, pool: 3, metadata: 4, hotScore: 5, holderCount: 6, status: 7 },
        },
      ],
      component: 'test',
      polledOrder: null,
    });
    await rig.pool.query(
      `update token_discovery set created_at = '2026-01-02 03:04:05.678999+00' where mint = 'a'`,
    );
    const byMint = (x: { readonly mint: string }, y: { readonly mint: string }) => (x.mint < y.mint ? -1 : 1);
    const request = { order: 'hot', limit: 5, after: null, search: null } as const;
    const rows = (await readFeed(rig.pool, request)).map(({ token }) => token);
    expect(rows.sort(byMint)).toEqual((await readTokenRows(rig.pool, ['a', 'b'])).sort(byMint));
  });

  test('a full last page has no cursor', async () => {
    await fill([1, 2].map((value) => ({ value, minute: value })));
    const page = await rig.caller.feed.list({ sort: 'hot', limit: 2 });
    expect(page.tokens).toHaveLength(2);
    expect(page.nextCursor).toBeNull();
  });

  test('a cursor of another order is refused', async () => {
    await fill([1, 2].map((value) => ({ value, minute: value })));
    const { nextCursor } = await rig.caller.feed.list({ sort: 'hot', limit: 1 });
    await expect(rig.caller.feed.list({ sort: 'new', limit: 1, cursor: nextCursor })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/^cursor is of the order hot: it takes /),
    });
  });
});

test('a search finds parts of name and symbol and the beginning of a mint, and takes wildcards as they are', async () => {
  await rig.insert('aaa', 'bab', 'c%c', 'a_a');
  const find = async (search: string) => (await readAll('new', 1, search)).map(({ mint }) => mint).sort();
  expect(await find('AB')).toEqual(['bab']);
  expect(await find('%')).toEqual(['c%c']);
  expect(await find('_')).toEqual(['a_a']);
  expect(await find('\\')).toEqual([]);
  expect(await find('  ')).toEqual(['a_a', 'aaa', 'bab', 'c%c']);
});

describe('buffered values', () => {
  const put = (mint: string, order: number, price: string) =>
    rig.createBuffer({ shards: 4 }).bufferToken({ mint, order, market: marketOf(price) }, rig.epoch());

  test('are laid over the rows, whatever the shard', async () => {
    await rig.insert('a', 'b', 'c');
    await put('a', 5, '7.5');
    await put('b', 5, '7.5');
    const { tokens } = await rig.caller.feed.list({ sort: 'new', limit: 10 });
    const byMint = new Map(tokens.map((token) => [token.mint, token]));
    expect(byMint.get('a')).toMatchObject({ market: { priceUsd: '7.5' }, bufferedGroups: ['market'] });
    expect(Math.abs(byMint.get('a')!.bufferedSince! - Date.now())).toBeLessThan(60_000);
    expect(byMint.get('c')).toMatchObject({ bufferedSince: null, bufferedGroups: [] });
  });

  test('an older buffered value does not cover a newer row', async () => {
    await rig.insert('a');
    await put('a', 5, '5');
    const epoch = await rig.setStrategy('direct');
    await updateTokens(rig.pool, {
      epoch,
      updates: [{ mint: 'a', orders: { market: 9 }, market: marketOf('9') }],
      component: 'test',
      polledOrder: null,
    });
    expect((await rig.caller.feed.token({ mint: 'a' })).token?.market.priceUsd).toBe('9');
  });
});

test('a token comes with its prices of the last day, oldest first; an unknown one with none', async () => {
  await rig.insert('a', 'b');
  await rig.pool.query(
    `insert into token_price (at, token_id, price_usd)
     select now() - p.age::interval, t.id, p.price
     from (values ('1 minute', 'a', 2), ('2 hours', 'a', 1), ('25 hours', 'a', 0), ('0', 'b', 3)) p (age, mint, price)
       join token_discovery t using (mint)`,
  );
  const { token, prices } = await rig.caller.feed.token({ mint: 'a' });
  expect(token?.mint).toBe('a');
  expect(prices.map(({ priceUsd }) => priceUsd)).toEqual(['1', '2']);
  expect(await rig.caller.feed.token({ mint: 'none' })).toEqual({ token: null, prices: [] });
});

test('tokens are read by their mints, with what waits for them; unknown ones are left out', async () => {
  await rig.insert('a', 'b', 'c');
  const buffer = rig.createBuffer({ shards: 4 });
  await buffer.bufferToken({ mint: 'b', order: 5, market: marketOf('7.5') }, rig.epoch());
  const tokens = await rig.caller.feed.tokens({ mints: ['b', 'none', 'a'] });
  const byMint = new Map(tokens.map((token) => [token.mint, token]));
  expect([...byMint.keys()].sort()).toEqual(['a', 'b']);
  expect(byMint.get('b')).toMatchObject({ market: { priceUsd: '7.5' }, bufferedGroups: ['market'] });
  expect(byMint.get('a')).toMatchObject({ bufferedSince: null });
});
