import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countMarketRows } from '../../../db/statements/foldMarket.ts';
import { flushTokens } from '../../../db/statements/flushTokens.ts';
import { readShardState } from '../../../db/statements/syncShard.ts';
import { readTokenRows } from '../../../db/statements/readTokens.ts';
import { readWriteMode, type TableLayout } from '../../../db/statements/writeMode.ts';
import { SETTINGS_KEY } from '../../../redis/keys.ts';
import { MarketFolder } from '../../../worker/services/MarketFolder.ts';
import type { TokenBufferManager } from '../../../worker/services/TokenBufferManager.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import { WriteModeKeeper } from '../../../worker/services/writeMode.ts';
import { type BufferRig, createBufferRig, marketOf } from '../../support/bufferRig.ts';
import { freezeFlushes } from '../../support/freezeFlushes.ts';

let rig: BufferRig;
let buffer: TokenBufferManager;
beforeAll(async () => {
  rig = await createBufferRig();
});
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.reset();
  buffer = rig.createBuffer();
  await rig.insert('A', 'B');
  await rig.setStrategy('hybrid-split');
});

const put = (mint: string, price: string, order: number) =>
  buffer.bufferToken({ mint, order, market: marketOf(price) }, rig.epoch());
const TRACKED = 'token_market join tracked_token using (token_id)';
const readPrices = async (table: string): Promise<unknown> =>
  Object.fromEntries(
    (
      await rig.pool.query<{ mint: string; price: string }>(
        `select mint, price_usd::text as price from ${table}`,
      )
    ).rows.map(({ mint, price }) => [mint, price]),
  );
const createFolder = (idleAfterMs = 0) =>
  new MarketFolder({
    pool: rig.pool,
    logger: pino({ level: 'silent' }),
    idleAfterMs,
    record: () => undefined,
  });

describe('a flush under hybrid-split', () => {
  it('gives an updated token a row in token_market, with what its wide row holds, and leaves that one alone', async () => {
    await rig.setStrategy('hybrid');
    await buffer.bufferToken({ mint: 'A', order: 5, hotScore: '3.5', status: 'active' }, rig.epoch());
    await buffer.syncBufferedTokens();
    await rig.setStrategy('hybrid-split');
    await put('A', '7', 10);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ rowsWritten: 1, pricePoints: 1, parked: 0 });
    expect(await readPrices('token_discovery')).toEqual({ A: null, B: null });
    const [row] = await readTokenRows(rig.pool, ['A']);
    expect(row).toMatchObject({
      market: { priceUsd: '7' },
      hotScore: '3.5',
      status: 'active',
      orders: { market: 10, hotScore: 5, status: 5 },
    });
    await put('A', '8', 11);
    await buffer.syncBufferedTokens();
    expect(await readPrices(TRACKED)).toEqual({ A: '8' });
  });

  it('keeps an older value from coming back, also from the wide row', async () => {
    await rig.setStrategy('hybrid');
    await put('A', '9', 20);
    await buffer.syncBufferedTokens();
    await rig.setStrategy('hybrid-split');
    await put('A', '5', 10);
    await buffer.syncBufferedTokens();
    expect(await readPrices('token_current')).toEqual({ A: '9', B: null });
  });

  it('writes pool and metadata into the wide row', async () => {
    const pool = { poolAddress: 'P', poolType: null, poolCreatedAt: null };
    await buffer.bufferToken({ mint: 'A', order: 5, pool }, rig.epoch());
    await buffer.bufferToken({ mint: 'B', order: 6, pool, market: marketOf('3') }, rig.epoch());
    expect(await buffer.syncBufferedTokens()).toMatchObject({ rowsWritten: 3 });
    expect(await readPrices(TRACKED)).toEqual({ B: '3' });
    const { rows } = await rig.pool.query('select pool_address from token_discovery');
    expect(rows).toEqual([{ pool_address: 'P' }, { pool_address: 'P' }]);
  });

  it('parks an update of a missing row, and writes it once the row is there', async () => {
    await put('C', '4', 5);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ parked: 1, rowsWritten: 0 });
    await rig.insert('C');
    await expect
      .poll(async () => (await buffer.syncBufferedTokens()) && (await rig.readPrice('C')), {
        timeout: 10_000,
      })
      .toBe('4');
  });

  it('gives a token its row where only its mint is noted', async () => {
    await rig.pool.query(`insert into tracked_token select mint, id from token_discovery where mint = 'A'`);
    await put('A', '4', 5);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ rowsWritten: 1, parked: 0 });
    expect(await readPrices(TRACKED)).toEqual({ A: '4' });
  });

  it('does not touch a row that holds the same values', async () => {
    await put('A', '4', 5);
    await buffer.syncBufferedTokens();
    await put('A', '4', 6);
    expect(await buffer.syncBufferedTokens()).toMatchObject({ tokens: 1, rowsWritten: 0 });
    expect(await buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
  });
});

describe('folding', () => {
  it('moves tokens back that were not updated for long, and no others', async () => {
    await put('A', '4', 5);
    await put('B', '6', (Date.now() + 60_000) * 1_000);
    await buffer.syncBufferedTokens();
    expect(await createFolder().foldIdle()).toBe(1);
    expect(await readPrices('token_discovery')).toEqual({ A: '4', B: null });
    expect(await readPrices(TRACKED)).toEqual({ B: '6' });
    expect((await rig.pool.query('select mint from tracked_token')).rows).toEqual([{ mint: 'B' }]);
    expect(await createFolder().foldIdle()).toBe(0);
  });

  it('ends where hybrid-split became active again, and moves nothing then', async () => {
    await put('A', '4', 5);
    await buffer.syncBufferedTokens();
    expect(await createFolder().foldAll(new AbortController().signal)).toBe(false);
    expect(await readPrices(TRACKED)).toEqual({ A: '4' });
  });

  it('between reading and writing, fences the flush: it reads again, and nothing is lost', async () => {
    await put('A', '4', 5);
    await buffer.syncBufferedTokens();
    await put('A', '7', 8);
    const frozen = freezeFlushes(rig.pool);
    const flush = rig.createBuffer({ pool: frozen.pool }).syncBufferedTokens();
    await frozen.reached;
    expect(await createFolder().foldIdle()).toBe(1);
    frozen.letGo();
    expect(await flush).toMatchObject({ fenced: 1, rowsWritten: 1 });
    expect(await rig.readPrice('A')).toBe('7');
    expect((await buffer.readLedger()).imbalance).toBe(0);
  });
});

describe('switching', () => {
  it.each<[StrategyName, TableLayout]>([
    ['hybrid', 'split'],
    ['hybrid-split', 'wide'],
  ])(
    'under %s, a flush for the layout %s writes nothing even with the epoch of now',
    async (strategy, layout) => {
      await rig.setStrategy(strategy);
      const { epoch } = await readShardState(rig.pool, 0);
      const updates = [{ mint: 'A', orders: { market: 5 }, market: marketOf('5') }];
      const flush = { shard: 0, epoch, updates, pricePoints: true };
      expect(await flushTokens(rig.pool, { ...flush, layout })).toMatchObject({
        epoch: null,
        rowsWritten: 0,
      });
      expect(await readPrices('token_current')).toEqual({ A: null, B: null });
      const other = layout === 'wide' ? 'split' : 'wide';
      expect(await flushTokens(rig.pool, { ...flush, layout: other })).toMatchObject({ rowsWritten: 1 });
    },
  );

  it('a flush that was made for the wide table writes nothing under the split layout, nor the other way round', async () => {
    for (const [from, to] of [
      ['hybrid', 'hybrid-split'],
      ['hybrid-split', 'direct'],
    ] as const) {
      await rig.setStrategy(from);
      await put('A', from === 'hybrid' ? '10' : '20', from === 'hybrid' ? 10 : 20);
      const frozen = freezeFlushes(rig.pool);
      const flush = rig.createBuffer({ pool: frozen.pool }).syncBufferedTokens();
      await frozen.reached;
      await rig.setStrategy(to);
      frozen.letGo();
      expect(await flush).toMatchObject({ fenced: 1, rowsWritten: 1 });
    }
    expect(await readPrices('token_discovery')).toEqual({ A: '20', B: null });
    expect(await readPrices(TRACKED)).toEqual({});
  });

  it('moves everything back before a direct update may pass, through a stop half way (keeper)', async () => {
    await put('A', '4', 5);
    await put('B', '6', 5);
    await buffer.syncBufferedTokens();
    await put('A', '7', 8);
    const stopped = createKeeper(async () => false);
    await stopped.start();
    await rig.redis.hset(SETTINGS_KEY, 'strategy', 'direct');
    await expect
      .poll(async () => readWriteMode(rig.pool), { timeout: 10_000 })
      .toMatchObject({ strategy: 'hybrid', layout: 'split' });
    // Nothing is flushed meanwhile.
    expect(await buffer.syncBufferedTokens()).toMatchObject({ batches: 0 });
    await stopped.stop();
    const folder = createFolder();
    const keeper = createKeeper((signal) => folder.foldAll(signal));
    await keeper.start();
    expect(await readWriteMode(rig.pool)).toMatchObject({ strategy: 'direct', layout: 'wide' });
    expect(await countMarketRows(rig.pool, 0)).toMatchObject({ all: 0 });
    await buffer.syncBufferedTokens();
    expect(await readPrices('token_discovery')).toEqual({ A: '7', B: '6' });
    await keeper.stop();
  });
});

function createKeeper(foldAll: (signal: AbortSignal) => Promise<boolean>): WriteModeKeeper {
  return new WriteModeKeeper({
    pool: rig.pool,
    redis: rig.redis,
    logger: pino({ level: 'silent' }),
    configured: undefined,
    fallback: 'hybrid',
    setShardModes: (strategy, epoch) => buffer.setMode(strategy, epoch),
    onMode: () => undefined,
    foldAll,
    onLeave: () => undefined,
  });
}
