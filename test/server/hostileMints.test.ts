import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MAX_MINT_CHARACTERS } from '../../domain/tokenColumns.ts';
import { answerFeed } from '../../server/http/feedRoute.ts';
import type { FeedPage } from '../../server/types.ts';
import { mintSchema } from '../../worker/sources/frames.ts';
import { marketOf } from '../support/bufferRig.ts';
import { createServerRig, type ServerRig } from '../support/serverRig.ts';

const SHARDS = 4;
/** The maker of a token chooses its mint and symbol. */
const HOSTILE = [
  `'; drop table token_discovery; --`,
  `"quoted" and 'quoted'`,
  '$1 $$ $2::text',
  String.raw`back\slash \' \x27 \N`,
  'line\nfeed\r\nand\ttab',
  '{bw:01}:meta',
  '{bw:00}:e:other',
  '}{',
  '{}',
  '{a,b},"c"',
  '*',
  '?[a-z]*',
  '%',
  '_%\\%_',
  'a:b:c:1700000000000000',
  '*3\r\n$3\r\nDEL\r\n',
  '__proto__',
  'constructor',
  'null',
  '-1',
  ' ',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'mint🚀é漢字',
  '\u202Egnp.exe',
  '\u0001\u007F',
  'x'.repeat(MAX_MINT_CHARACTERS),
];

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig?.stop());
beforeEach(async () => {
  await rig.reset();
  await rig.insert(...HOSTILE);
});

const bufferAll = async () => {
  const buffer = rig.createBuffer({ shards: SHARDS });
  const updates = HOSTILE.map((mint, i) => ({ mint, order: 10, market: marketOf(String(i + 1)) }));
  await buffer.bufferTokens(updates, { epoch: rig.epoch(), polled: false, target: 'dirty' });
  return buffer;
};

it('each is buffered, shown and written as itself, and nothing else', async () => {
  const buffer = await bufferAll();
  expect((await buffer.readEntries(HOSTILE)).map(({ mint }) => mint)).toEqual(HOSTILE);
  const outside = (await rig.redis.keys('*')).filter(
    (key) => !/^(\{bw:0[0-3]\}:(meta$|dirty$|e:)|bw:)/.test(key),
  );
  expect(outside).toEqual([]);
  expect(await buffer.syncBufferedTokens()).toMatchObject({ tokens: HOSTILE.length, dead: 0, parked: 0 });
  const prices = await Promise.all(HOSTILE.map((mint) => rig.readPrice(mint)));
  expect(prices).toEqual(HOSTILE.map((_, i) => String(i + 1)));
  expect(await buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
});

it('each is found by its mint and by its symbol, and finds no other', async () => {
  await bufferAll();
  for (const [i, mint] of HOSTILE.entries()) {
    const found = await rig.caller.feed.token({ mint });
    expect(found?.token, mint).toMatchObject({ mint, market: { priceUsd: String(i + 1) } });
    if (mint.trim() === '') continue;
    const { tokens } = await rig.caller.feed.list({ sort: 'new', limit: 100, search: mint });
    const search = mint.trim().toLowerCase();
    expect(tokens.map((each) => each.mint).sort(), mint).toEqual(
      HOSTILE.filter((each) => each.toLowerCase().includes(search)).sort(),
    );
  }
});

it('what a source takes, every procedure takes', async () => {
  const mint = 'm'.repeat(MAX_MINT_CHARACTERS);
  expect(mintSchema.safeParse(mint).success).toBe(true);
  expect(mintSchema.safeParse(`${mint}m`).success).toBe(false);
  await rig.insert(mint);
  const { tokens } = await rig.caller.feed.list({ sort: 'new', limit: 500 });
  const shown = await rig.caller.feed.tokens({ mints: tokens.map((token) => token.mint) });
  expect(shown.map((token) => token.mint)).toContain(mint);
  expect((await rig.caller.feed.list({ sort: 'new', limit: 1, search: mint })).tokens).toHaveLength(1);
  const letters = { ids: [`${mint}:${Number.MAX_SAFE_INTEGER}`] };
  for (const act of ['replay', 'discard'] as const)
    await expect(rig.caller.buffer[act](letters)).resolves.toBeDefined();
});

it.each(['new', 'hot', 'marketCap', 'volume'])(
  'each is passed once by the pages of the feed, sorted by %s',
  async (sort) => {
    const buffer = await bufferAll();
    await buffer.syncBufferedTokens();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ sort, limit: '1', ...(cursor !== '' && { cursor }) }).toString();
      // As it comes over the wire.
      const answer = await answerFeed(rig.services, {
        parameters: new URLSearchParams(query),
        knownTags: undefined,
      });
      expect(answer.status).toBe(200);
      const page = JSON.parse(answer.body!) as FeedPage;
      seen.push(...page.tokens.map(({ mint }) => mint));
      cursor = page.nextCursor;
    }
    expect(seen.sort()).toEqual(HOSTILE.toSorted());
  },
);

it.each(HOSTILE)('the feed takes no other parameter for SQL: %j', async (text) => {
  for (const name of ['sort', 'limit', 'cursor']) {
    const answer = await answerFeed(rig.services, {
      parameters: new URLSearchParams({ [name]: text }),
      knownTags: undefined,
    });
    expect(answer.status, name).toBe(400);
  }
});

it('what PostgreSQL cannot take becomes a dead letter, and holds up no other', async () => {
  const buffer = await bufferAll();
  const refused = ['nul\0byte', 'é'.repeat(100_000)];
  await buffer.bufferTokens(
    refused.map((mint) => ({ mint, order: 10, status: 'active' as const })),
    { epoch: rig.epoch(), polled: false, target: 'dirty' },
  );
  await buffer.syncBufferedTokens();
  const page = await rig.caller.buffer.list({ limit: 100 });
  expect(page.counts.waiting).toBe(0);
  // A mint that is too long for an index is in no row: it is looked for again, as any row that is missing.
  expect(page.counts.dead + page.counts.parked).toBe(refused.length);
  expect(page.dead.map(({ mint }) => mint)).toContain('nul\0byte');
  expect(await rig.readPrice(HOSTILE[0]!)).toBe('1');
});

it('nor does a create of one get past PostgreSQL, and the others of its batch are as they were', async () => {
  await expect(rig.insert('nul\0byte')).rejects.toMatchObject({ code: expect.stringMatching(/^22/) });
  // Random letters: PostgreSQL compresses what repeats.
  const long = Array.from({ length: 20_000 }, () => Math.random().toString(36).slice(2, 5)).join('');
  await expect(rig.insert(long)).rejects.toMatchObject({ code: '54000' });
  const { rows } = await rig.pool.query('select count(*)::integer as rows from token_discovery');
  expect(rows).toEqual([{ rows: HOSTILE.length }]);
});
