import type pg from 'pg';
import { flushTokens } from '../../db/statements/flushTokens.ts';
import { readShardState } from '../../db/statements/syncShard.ts';
import { toGroupedUpdate } from '../../db/statements/updateBatch.ts';
import { updateTokens } from '../../db/statements/updateTokens.ts';
import { upsertWriteMode } from '../../db/statements/writeMode.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import { PRESETS } from '../../domain/presets.ts';
import { Simulation } from '../../worker/sources/simulation.ts';
import { SYNC_INTERVAL_SECONDS } from './cases.ts';
import { createDraw } from './drawRows.ts';
import type { CalibrationCase } from './types.ts';

const TICK_MS = 20;
const BATCH_ROWS = 100;

/** Writes a case's updates with the project's own statements. What waits is merged here instead of in Redis. */
export class UpdateWriter {
  updates = 0;
  statements = 0;
  rowWrites = 0;
  private readonly pool: pg.Pool;
  private readonly plan: CalibrationCase;
  private readonly mints: readonly string[];
  private readonly simulation: Simulation;
  private readonly draw: () => number;
  private readonly steps: Uint32Array;
  private readonly waiting = new Map<string, TokenUpdate>();
  private readonly stopping = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();
  private failure: unknown;
  private epoch = 0;
  private order = Date.now() * 1_000;

  constructor(pool: pg.Pool, run: CalibrationCase, mints: readonly string[]) {
    this.pool = pool;
    this.plan = run;
    this.mints = mints;
    this.simulation = new Simulation(run.seed, { ...PRESETS.incident, initialTokens: run.rows });
    this.draw = createDraw(run);
    this.steps = new Uint32Array(mints.length);
  }

  /** Makes the strategy active; under hybrid-split, every row that is updated gets its narrow one. */
  async prepare(): Promise<void> {
    const { strategy } = this.plan;
    const { epoch } = await upsertWriteMode(this.pool, strategy);
    if (strategy === 'direct') {
      this.epoch = epoch;
      return;
    }
    this.epoch = (await readShardState(this.pool, 0)).epoch;
    if (strategy !== 'hybrid-split') return;
    for (const row of this.mints.keys()) this.accept(row);
    await this.flush();
    await this.pool.query('vacuum (analyze) token_market, tracked_token');
    [this.updates, this.statements, this.rowWrites] = [0, 0, 0];
  }

  start(): void {
    const startedAt = performance.now();
    const loops = [this.run(startedAt)];
    if (this.plan.strategy !== 'direct') loops.push(this.flushInTurn(startedAt));
    this.loops = Promise.all(loops).catch((error: unknown) => (this.failure = error));
  }

  /** Rejects with what went wrong meanwhile. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loops;
    if (this.failure !== undefined) throw this.failure;
  }

  private async run(startedAt: number): Promise<void> {
    const { signal } = this.stopping;
    let issued = 0;
    while (!signal.aborted) {
      const due = Math.floor(((performance.now() - startedAt) / 1_000) * this.plan.updatesPerSecond);
      for (; issued < due && !signal.aborted; issued++) {
        const row = this.draw();
        if (this.plan.strategy === 'direct') await this.write(row);
        else this.accept(row);
      }
      await abortableDelay(TICK_MS, signal);
    }
  }

  private async flushInTurn(startedAt: number): Promise<void> {
    const { signal } = this.stopping;
    for (let n = 0; !signal.aborted; n++) {
      const dueAt = startedAt + (n + 1) * SYNC_INTERVAL_SECONDS * 1_000;
      await abortableDelay(Math.max(0, dueAt - performance.now()), signal);
      if (!signal.aborted) await this.flush();
    }
  }

  private async write(row: number): Promise<void> {
    const update = this.createUpdate(row);
    const result = await updateTokens(this.pool, {
      epoch: this.epoch,
      updates: [toGroupedUpdate(update)],
      component: 'calibrate',
      polledOrder: update.order,
    });
    if (result.rowsWritten !== 1) throw new Error(`The update of ${update.mint} wrote no row`);
    this.updates++;
    this.statements++;
    this.rowWrites++;
  }

  private accept(row: number): void {
    const update = this.createUpdate(row);
    this.waiting.set(update.mint, update);
    this.updates++;
  }

  /** Batches take every n-th row, as buffer/lua/read.lua does. */
  private async flush(): Promise<void> {
    const updates = [...this.waiting.values()];
    this.waiting.clear();
    const batches = Math.ceil(updates.length / BATCH_ROWS);
    for (let batch = 0; batch < batches; batch++) {
      const own = updates.filter((_, index) => index % batches === batch);
      const result = await flushTokens(this.pool, {
        shard: 0,
        epoch: this.epoch,
        layout: this.plan.strategy === 'hybrid-split' ? 'split' : 'wide',
        updates: own.map(toGroupedUpdate),
        pricePoints: true,
      });
      if (result.epoch === null) throw new Error('The flush was fenced');
      this.epoch = result.epoch;
      this.statements++;
      this.rowWrites += result.rowsWritten;
    }
  }

  /** Values that the row does not have yet: polls that would repeat the one before are passed over. */
  private createUpdate(row: number): TokenUpdate {
    const mint = this.mints[row]!;
    const index = this.simulation.indexOf(mint);
    const before = this.simulation.market(index, this.steps[row]!).volume24h;
    let market = this.simulation.market(index, ++this.steps[row]!);
    while (market.volume24h === before) market = this.simulation.market(index, ++this.steps[row]!);
    return { mint, order: ++this.order, status: 'active', market };
  }
}
