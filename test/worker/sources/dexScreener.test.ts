import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parseTokenPairs, readDexScreener } from '../../../worker/sources/dexScreener.ts';

const MIB = 1024 ** 2;

let server: Server;
afterEach(async () => {
  if (!server?.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Polls one token of a server that answers so; returns what was said of the failure. */
async function poll(answer: RequestListener): Promise<string[]> {
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const failures: string[] = [];
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await readDexScreener(['M'], { baseUrl, onFailure: (reason) => failures.push(reason) });
  return failures;
}

it('ends a request whose answer unpacks to more than 8 MiB, before it is whole', async () => {
  let closed: Promise<unknown> | undefined;
  const failures = await poll((_request, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-encoding': 'gzip' });
    // 16 kB that unpack to 16 MiB; the answer never ends.
    response.write(gzipSync(Buffer.alloc(16 * MIB, ' ')));
  });
  expect(failures).toEqual(['DexScreener answered with more than 8.0 MB']);
  await closed;
});

it('closes the connection of an answer that says no and goes on and on', async () => {
  let closed: Promise<unknown> | undefined;
  const failures = await poll((_request, response) => {
    closed = once(response, 'close');
    response.writeHead(503);
    response.write('x'.repeat(1_000));
  });
  expect(failures).toEqual(['DexScreener answered 503']);
  await closed;
});

it('takes a large answer that stays below it', async () => {
  const failures = await poll((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify({ pairs: [], padding: 'x'.repeat(7 * MIB) })));
  });
  expect(failures).toEqual([]);
});

describe('parseTokenPairs', () => {
  const NOW = '2026-01-01T00:00:00.000Z';
  const pair = {
    dexId: 'raydium',
    pairAddress: 'P',
    baseToken: { address: 'M', name: 'N', symbol: 'S' },
    quoteToken: { address: 'Q' },
    priceNative: '0.1',
    priceUsd: '0.2',
    txns: { h24: { buys: 1, sells: 2 } },
    volume: { h24: 3 },
    priceChange: { h24: -4 },
    liquidity: { usd: 5 },
    fdv: 6,
    marketCap: 7,
    pairCreatedAt: 1_783_080_000_000,
  };

  it.each([
    ['LaunchLab', 'active'],
    ['meteoradbc', 'active'],
    ['moonshot', 'active'],
    ['pumpfun', 'active'],
    ['pumpswap', 'migrated'],
    ['orca', 'migrated'],
  ])('a token on %s is %s', (dexId, status) => {
    expect(parseTokenPairs({ pairs: [{ ...pair, dexId }] }, NOW)).toMatchObject([{ status }]);
  });

  it('an odd field is null and reported; the pair stays, and its other fields', () => {
    const odd = fc.constantFrom<[string, object]>(
      ['priceUsd', { priceUsd: 'NaN' }],
      ['priceUsd', { priceUsd: '1,234.5' }],
      ['marketCap', { marketCap: 1e37, fdv: null }],
      ['txns.h24.buys', { txns: { h24: { buys: '9', sells: 1 } } }],
      ['txns.h24.buys', { txns: { h24: { buys: 1e19, sells: 1 } } }],
      ['liquidity.usd', { liquidity: { usd: '5' } }],
      ['liquidity.usd', { liquidity: { usd: -5 } }],
      ['pairCreatedAt', { pairCreatedAt: '2026-07-03' }],
      ['pairCreatedAt', { pairCreatedAt: 1_783_080_000_000_000 }],
      ['pairAddress', { pairAddress: 'x'.repeat(129) }],
      ['quoteToken.address', { quoteToken: { address: 7 } }],
      ['baseToken.name', { baseToken: { ...pair.baseToken, name: ['N'] } }],
    );
    fc.assert(
      fc.property(fc.uniqueArray(odd, { selector: ([field]) => field, minLength: 1 }), (chosen) => {
        const reported: string[] = [];
        const body = { pairs: [Object.assign({}, pair, ...chosen.map(([, change]) => change))] };
        const updates = parseTokenPairs(body, NOW, (field) => reported.push(field));
        expect(reported.toSorted()).toEqual(chosen.map(([field]) => field).toSorted());
        expect(updates).toMatchObject([
          { mint: 'M', symbol: 'S', market: { volume24h: '3', priceChange24h: '-4' } },
        ]);
      }),
    );
  });

  it('what is absent or null is not odd', () => {
    const reported: string[] = [];
    const bare = {
      dexId: 'orca',
      pairAddress: 'P',
      baseToken: { address: 'M' },
      quoteToken: { address: null },
      txns: {},
    };
    expect(parseTokenPairs({ pairs: [bare] }, NOW, (field) => reported.push(field))).toHaveLength(1);
    expect(reported).toEqual([]);
  });

  const CASE = '../shared/data/cases/40-dexscreener-odd-values.json';
  it.skipIf(!existsSync(CASE))('keeps every token of an answer with odd values', () => {
    const body = JSON.parse(readFileSync(CASE, 'utf8')) as { pairs: { baseToken: { address: string } }[] };
    const updates = parseTokenPairs(body, NOW);
    expect(updates).toHaveLength(new Set(body.pairs.map((each) => each.baseToken.address)).size);
    expect(updates.filter(({ status }) => status === 'active')).toHaveLength(4);
  });
});
