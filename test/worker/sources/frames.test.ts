import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../../worker/sources/frames.ts';
import { parseTokenPairs } from '../../../worker/sources/dexScreener.ts';
import { readRecording } from '../../../worker/sources/recordings.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const DATA = '../shared/data';
const create = {
  signature: 'sig1',
  mint: 'Mint1111',
  txType: 'create',
  name: 'Some token',
  symbol: 'SOME',
  uri: 'https://example.com/1.json',
  solAmount: 0.5,
  marketCapSol: 28.1,
};

describe('parseFrame', () => {
  it('reads a create, with or without name, symbol and uri', () => {
    const full = parseFrame(JSON.stringify(create), NOW, 'test');
    expect(full).toMatchObject({
      kind: 'event',
      event: {
        kind: 'create',
        id: 'create-sig1',
        identity: { symbol: 'SOME', initialBuySol: '0.5', announced: true },
      },
    });
    const { name: _n, symbol: _s, uri: _u, ...bare } = create;
    expect(parseFrame(JSON.stringify(bare), NOW, 'test')).toMatchObject({
      kind: 'event',
      event: { identity: { name: null, symbol: null, announced: false } },
    });
  });

  it('reads a migration, whose pool address is not known yet', () => {
    const frame = { signature: 's', mint: 'M', txType: 'migrate', pool: 'pump-amm' };
    expect(parseFrame(JSON.stringify(frame), NOW, 'test')).toMatchObject({
      event: { kind: 'migration', pool: { poolAddress: null, poolType: 'pump-amm', poolCreatedAt: NOW } },
    });
  });

  it.each([
    ['{"message":"Successfully subscribed"}', { kind: 'quiet', quiet: 'control' }],
    ['{"signature":"s","mint":"M","txType":"buy","tokenAmount":1}', { kind: 'quiet', quiet: 'trade' }],
    ['{"mint":"M","txType":"create"', { kind: 'rejected', reason: 'not-json' }],
    ['[1]', { kind: 'rejected', reason: 'not-an-object' }],
    ['{"mint":"M","txType":"create"}', { kind: 'rejected', reason: 'missing-signature' }],
    ['{"mint":"a b","signature":"s","txType":"create"}', { kind: 'rejected', reason: 'bad-mint' }],
    ['{"mint":"M","signature":"s","txType":"burn"}', { kind: 'rejected', reason: 'bad-type' }],
    [
      '{"mint":"M","signature":"s","txType":"create","solAmount":-1}',
      { kind: 'rejected', reason: 'bad-amount' },
    ],
    [
      '{"mint":"M","signature":"s","txType":"create","solAmount":1e308}',
      { kind: 'rejected', reason: 'bad-amount' },
    ],
    [
      '{"mint":"M","signature":"s","txType":"create","marketCapSol":"NaN"}',
      { kind: 'rejected', reason: 'bad-amount' },
    ],
    ['{"mint":"M","signature":"s","txType":"create","name":7}', { kind: 'rejected', reason: 'bad-text' }],
    [`"${'x'.repeat(70_000)}"`, { kind: 'rejected', reason: 'too-large' }],
  ])('%.60s', (frame, expected) => {
    expect(parseFrame(frame, NOW, 'test')).toEqual(expected);
  });

  it('takes NUL and halves of surrogate pairs out of names, cut ones too', () => {
    const frame = JSON.stringify({ ...create, name: 'a\u0000b\ud83dc', symbol: `${'x'.repeat(63)}😀` });
    expect(parseFrame(frame, NOW, 'test')).toMatchObject({
      event: { identity: { name: 'abc', symbol: 'x'.repeat(63) } },
    });
  });

  it(
    'gives each of 100,000 mutilated frames exactly one answer, and lets nothing through that PostgreSQL refuses',
    { timeout: 600_000 },
    () => {
      const value = fc.oneof(
        fc.jsonValue(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(-1, 1e308, 'NaN', '\u0000', '\ud800', 'x'.repeat(5_000)),
      );
      const frame = fc.record(
        {
          signature: value,
          mint: fc.oneof(value, fc.constant('M')),
          txType: fc.constantFrom('create', 'migrate', 'buy', 7),
          name: value,
          symbol: value,
          solAmount: value,
        },
        { requiredKeys: [] },
      );
      const counts = { event: 0, quiet: 0, rejected: 0 };
      fc.assert(
        fc.property(frame, fc.nat(), (body, cut) => {
          const text = JSON.stringify(body);
          const result = parseFrame(cut % 5 === 0 ? text.slice(0, cut % text.length) : text, NOW, 'test');
          counts[result.kind]++;
          if (result.kind !== 'event') return;
          expect(JSON.stringify(result.event)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        }),
        { numRuns: 100_000 },
      );
      expect(counts.event + counts.quiet + counts.rejected).toBeGreaterThanOrEqual(100_000);
      expect(Math.min(counts.quiet, counts.rejected)).toBeGreaterThan(0);
    },
  );
});

describe('parseTokenPairs', () => {
  it('takes the pair with the most liquidity and keeps every digit of the price', () => {
    const pair = (pairAddress: string, usd: number) => ({
      dexId: 'raydium',
      pairAddress,
      baseToken: { address: 'M', symbol: 'S' },
      quoteToken: { address: 'So11111111111111111111111111111111111111112' },
      priceNative: '0.0000000002',
      priceUsd: '0.00000003855',
      txns: { h24: { buys: 3, sells: 4 } },
      volume: { h24: 100 },
      liquidity: { usd },
      fdv: 5,
    });
    const [update, ...others] = parseTokenPairs(
      { pairs: [pair('small', 1), pair('large', 9), { broken: true }] },
      NOW,
    );
    expect(others).toEqual([]);
    expect(update).toMatchObject({
      status: 'migrated',
      pool: { poolAddress: 'large', poolCreatedAt: null },
      market: { priceUsd: '0.00000003855', txCount24h: 7, marketCapUsd: '5', priceChange24h: null },
    });
    expect(parseTokenPairs({ pairs: null }, NOW)).toEqual([]);
  });
});

async function countRecording(file: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const item of readRecording(file)) {
    const kind =
      'market' in item ? 'market' : item.result.kind === 'event' ? item.result.event.kind : item.result.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe.skipIf(!existsSync(DATA))('real recordings (../shared/data)', () => {
  it.each([
    ['pumpportal/session1.jsonl', { create: 198, migration: 7, quiet: 3 }],
    ['pumpportal/control_frames.jsonl', { quiet: 4 }],
    ['pumpportal/trade_messages.jsonl', { quiet: 8, create: 2 }],
    ['pumpportal/token_creations_202411.csv', { create: 45_427 }],
    ['market/coinlore_updates.csv', { market: 43_130 }],
  ])('%s', async (file, expected) => {
    expect(await countRecording(`${DATA}/${file}`)).toEqual(expected);
  });

  it('dexscreener: every pair of the responses is understood', () => {
    const { body } = JSON.parse(readFileSync(`${DATA}/dexscreener/token_pairs.json`, 'utf8')) as {
      body: { pairs: { baseToken: { address: string } }[] };
    };
    const tokens = new Set(body.pairs.map((pair) => pair.baseToken.address));
    expect(parseTokenPairs(body, NOW)).toHaveLength(tokens.size);
  });
});
