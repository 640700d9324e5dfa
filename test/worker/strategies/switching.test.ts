import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readWriteMode, upsertWriteMode } from '../../../db/statements/writeMode.ts';
import type { TokenUpdate } from '../../../domain/tokenColumns.ts';
import type { TokenBufferManager } from '../../../worker/services/TokenBufferManager.ts';
import { BufferAllStrategy } from '../../../worker/strategies/BufferAllStrategy.ts';
import { createTokenCreator } from '../../../worker/strategies/createToken.ts';
import { DirectStrategy, splitDistinct } from '../../../worker/strategies/DirectStrategy.ts';
import { HybridStrategy } from '../../../worker/strategies/HybridStrategy.ts';
import { RoutingStrategy } from '../../../worker/strategies/RoutingStrategy.ts';
import type { WriteMode } from '../../../worker/types.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import { type BufferRig, createBufferRig, marketOf, silentRecorder } from '../../support/bufferRig.ts';

let rig: BufferRig;
beforeAll(async () => {
  rig = await createBufferRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

interface Worker {
  readonly strategy: RoutingStrategy;
  readonly buffer: TokenBufferManager;
  /** The mode that this worker believes to be active: frozen until a write corrects it. */
  believe(): WriteMode;
}

async function createWorker(): Promise<Worker> {
  const buffer = rig.createBuffer();
  let mode: WriteMode = { strategy: 'hybrid', epoch: -1 };
  const read = async (): Promise<WriteMode> => {
    const row = (await readWriteMode(rig.pool))!;
    await buffer.setMode(row.strategy as StrategyName, row.epoch);
    return (mode = { strategy: row.strategy as StrategyName, epoch: row.epoch });
  };
  await read();
  const createToken = createTokenCreator({
    poolOf: () => rig.pool,
    recorder: silentRecorder,
    invalidate: async () => undefined,
  });
  const direct = new DirectStrategy({
    poolOf: () => rig.pool,
    recorder: silentRecorder,
    batchSize: 10,
    createToken,
    park: (updates, epoch) => buffer.bufferTokens(updates, { epoch, polled: false, target: 'park' }),
    invalidate: async () => undefined,
  });
  const strategies = {
    direct,
    'buffer-all': new BufferAllStrategy(buffer, createToken),
    hybrid: new HybridStrategy(buffer, createToken),
    'hybrid-split': new HybridStrategy(buffer, createToken),
  };
  const strategy = new RoutingStrategy({
    strategies,
    currentMode: () => mode,
    refreshMode: read,
    recorder: silentRecorder,
  });
  return { strategy, buffer, believe: () => mode };
}

const market = (worker: Worker, price: number) =>
  worker.strategy.update([{ mint: 'A', order: price, market: marketOf(String(price)) }], {
    component: 'MarketDataJob',
    kind: 'market',
  });

/** Statements of this database that wait for a lock. */
async function countWaiting(): Promise<number> {
  const waiting = await rig.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return waiting.rowCount ?? 0;
}

describe('a switch of strategy (I10)', () => {
  it('a worker that was paused through it can neither buffer nor write by the old mode', async () => {
    await rig.insert('A');
    const [frozen, other] = [await createWorker(), await createWorker()];
    await rig.setStrategy('direct');
    await market(frozen, 5);
    expect(frozen.believe().strategy).toBe('direct');
    expect(await rig.readPrice('A')).toBe('5');
    await rig.setStrategy('hybrid');
    await market(other, 6);
    await market(frozen, 7);
    expect(await rig.readPrice('A')).toBe('5');
    await other.buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('7');
  });

  it('a buffered older value that drains after a newer direct write does not overwrite it', async () => {
    await rig.insert('A');
    const worker = await createWorker();
    await market(worker, 5);
    await rig.setStrategy('direct');
    await market(worker, 6);
    expect(await rig.readPrice('A')).toBe('6');
    await worker.buffer.syncBufferedTokens();
    expect(await rig.readPrice('A')).toBe('6');
    expect(await worker.buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
  });

  it('a direct poll that is older than one acknowledged unchanged writes nothing', async () => {
    await rig.insert('A');
    const worker = await createWorker();
    await market(worker, 100);
    await worker.buffer.syncBufferedTokens();
    await worker.strategy.update([{ mint: 'A', order: 300, market: marketOf('100') }], {
      component: 'MarketDataJob',
      kind: 'market',
    });
    await worker.buffer.syncBufferedTokens();
    await rig.setStrategy('direct');
    expect(await market(worker, 200)).toEqual({ accepted: 0, stale: 1 });
    expect(await rig.readPrice('A')).toBe('100');
  });

  it('a flush that began under direct leaves no older direct value in place, though buffering is back when it reads', async () => {
    await rig.insert('A', 'B');
    const worker = await createWorker();
    const put = (mint: string, price: string, order: number) =>
      worker.buffer.bufferToken({ mint, order, market: marketOf(price) }, rig.epoch());
    await put('B', '4', 4);
    await worker.buffer.syncBufferedTokens();
    await put('A', '6', 6);
    await put('B', '4', 6);
    await rig.setStrategy('direct');
    const [direct, slow] = [await rig.pool.connect(), await rig.pool.connect()];
    // The flush has begun, and waits at its first row.
    await slow.query('begin');
    await slow.query(`select 1 from token_discovery where mint = 'A' for update`);
    const flush = worker.buffer.syncBufferedTokens();
    await expect.poll(countWaiting).toBe(1);
    // Meanwhile a direct update of the second passes, older than what the flush holds, and then a switch.
    await direct.query('begin');
    await direct.query('select 1 from write_mode for share');
    await direct.query(`update token_discovery set price_usd = 5, market_order = 5 where mint = 'B'`);
    await direct.query('commit');
    await rig.setStrategy('hybrid');
    await slow.query('commit');
    direct.release();
    slow.release();
    await flush;
    await worker.buffer.syncBufferedTokens();
    expect([await rig.readPrice('A'), await rig.readPrice('B')]).toEqual(['6', '4']);
  });

  it('waits for the direct updates in flight', async () => {
    await rig.setStrategy('direct');
    const holder = await rig.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from write_mode for share');
    let switched = false;
    const switching = upsertWriteMode(rig.pool, 'hybrid').then(() => (switched = true));
    const blocked = await holder.query('select 1');
    expect(blocked.rowCount).toBe(1);
    await expect
      .poll(async () => (await rig.pool.query(`select 1 from pg_locks where not granted`)).rowCount)
      .toBeGreaterThan(0);
    expect(switched).toBe(false);
    await holder.query('commit');
    holder.release();
    await switching;
    expect((await readWriteMode(rig.pool))?.strategy).toBe('hybrid');
  });

  it('keeps I1 to I3 while two workers write and the strategy changes under them', async () => {
    await rig.insert('A');
    const workers = [await createWorker(), await createWorker()];
    let order = 1;
    let writing = true;
    const seen: number[] = [];
    const write = async (worker: Worker): Promise<void> => {
      while (writing) await market(worker, ++order);
    };
    const watch = async (): Promise<void> => {
      while (writing) seen.push(Number(await rig.readPrice('A')));
    };
    const running = [...workers.map(write), watch()];
    const switches = [
      'direct',
      'hybrid',
      'hybrid-split',
      'direct',
      'hybrid-split',
      'buffer-all',
      'direct',
      'hybrid',
    ];
    for (const strategy of switches as StrategyName[]) {
      await rig.setStrategy(strategy);
      await workers[0]!.buffer.syncBufferedTokens();
      await Promise.all([market(workers[0]!, ++order), market(workers[1]!, ++order)]);
    }
    writing = false;
    await Promise.all(running);
    const last = ++order;
    await market(workers[1]!, last);
    await Promise.all(workers.map((worker) => worker.buffer.syncBufferedTokens()));
    expect(await rig.readPrice('A')).toBe(String(last));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    for (const { buffer } of workers)
      expect(await buffer.readLedger()).toMatchObject({ pending: 0, imbalance: 0 });
  });
});

describe('direct', () => {
  it('leaves an update of a missing row to the buffer, which writes it once the row is there (I9)', async () => {
    await rig.setStrategy('direct');
    const worker = await createWorker();
    expect(await market(worker, 5)).toEqual({ accepted: 1, stale: 0 });
    expect(await worker.buffer.readLedger()).toMatchObject({ parked: 1, imbalance: 0 });
    await rig.insert('A');
    await expect
      .poll(async () => (await worker.buffer.syncBufferedTokens()) && (await rig.readPrice('A')), {
        timeout: 10_000,
      })
      .toBe('5');
  });

  it('never puts a mint twice into one statement', () => {
    const update = (mint: string): TokenUpdate => ({ mint, order: 1 });
    const batches = splitDistinct(['A', 'B', 'A', 'A', 'C'].map(update), 2);
    expect(batches.map((batch) => batch.map(({ mint }) => mint).join(''))).toEqual(['AB', 'A', 'AC']);
  });
});
