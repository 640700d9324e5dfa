import type pg from 'pg';
import { classifyFailure } from '../../db/sqlState.ts';
import { type UpdateResult, updateTokens } from '../../db/statements/updateTokens.ts';
import { toGroupedUpdate } from '../../db/statements/updateBatch.ts';
import type { NewToken, TokenUpdate } from '../../domain/tokenColumns.ts';
import type {
  CreateOutcome,
  ModalStrategy,
  ModeChanged,
  Recorder,
  UpdateOutcome,
  WriteMode,
  WriteOrigin,
} from '../types.ts';
import type { CreateToken } from './createToken.ts';
import { isPolled } from './writeKinds.ts';

export interface DirectStrategyOptions {
  readonly poolOf: (component: string) => pg.Pool;
  readonly recorder: Recorder;
  readonly batchSize: number;
  readonly createToken: CreateToken;
  /** Leaves updates of missing or refused rows to the buffer, which retries them and shows them. */
  readonly park: (
    updates: readonly TokenUpdate[],
    epoch: number,
  ) => Promise<{ readonly modeChanged: boolean }>;
  readonly invalidate: (mints: readonly string[]) => Promise<void>;
}

/** Every write goes to PostgreSQL at once: one statement per update, or per batch where the component writes batches. */
export class DirectStrategy implements ModalStrategy {
  private readonly options: DirectStrategyOptions;

  constructor(options: DirectStrategyOptions) {
    this.options = options;
  }

  create(token: NewToken, origin: WriteOrigin, mode: WriteMode): Promise<CreateOutcome> {
    return this.options.createToken(token, origin, mode.strategy);
  }

  async update(
    updates: readonly TokenUpdate[],
    origin: WriteOrigin,
    mode: WriteMode,
  ): Promise<UpdateOutcome & Partial<ModeChanged>> {
    let accepted = 0;
    let stale = 0;
    let done = 0;
    for (const batch of splitDistinct(updates, origin.batch ? this.options.batchSize : 1)) {
      const outcome = await this.writeBatch(batch, origin, mode);
      if (outcome === 'mode-changed')
        return { accepted, stale, modeChanged: true, remaining: updates.slice(done) };
      if (outcome === 'stale') stale += batch.length;
      else accepted += batch.length;
      done += batch.length;
    }
    return { accepted, stale };
  }

  private async writeBatch(
    batch: readonly TokenUpdate[],
    origin: WriteOrigin,
    mode: WriteMode,
  ): Promise<'written' | 'stale' | 'mode-changed'> {
    const result = await this.write(batch, origin, mode);
    if (result === 'refused') return this.leaveToBuffer(batch, mode);
    if (!result.allowed) return 'mode-changed';
    if (result.stale) return 'stale';
    await this.options.invalidate(batch.map((update) => update.mint));
    if (result.missing.length === 0) return 'written';
    this.options.recorder.countRecordNotFound(origin.component, result.missing.length);
    const missing = new Set(result.missing);
    return this.leaveToBuffer(
      batch.filter((update) => missing.has(update.mint)),
      mode,
    );
  }

  private async leaveToBuffer(
    updates: readonly TokenUpdate[],
    mode: WriteMode,
  ): Promise<'written' | 'mode-changed'> {
    const { modeChanged } = await this.options.park(updates, mode.epoch);
    return modeChanged ? 'mode-changed' : 'written';
  }

  private async write(
    batch: readonly TokenUpdate[],
    origin: WriteOrigin,
    mode: WriteMode,
  ): Promise<UpdateResult | 'refused'> {
    const { component, kind } = origin;
    const startedAt = performance.now();
    const record = (outcome: 'ok' | 'fenced' | 'refused' | 'failed', rows = 0, pricePoints = 0): void =>
      this.options.recorder.recordWrite({
        component,
        kind,
        op: 'update',
        outcome,
        strategy: mode.strategy,
        rows,
        pricePoints,
        seconds: (performance.now() - startedAt) / 1_000,
      });
    try {
      const polledOrder = isPolled(kind) ? Math.min(...batch.map((update) => update.order)) : null;
      const grouped = batch.map(toGroupedUpdate);
      const result = await updateTokens(this.options.poolOf(component), {
        epoch: mode.epoch,
        updates: grouped,
        component,
        polledOrder,
      });
      record(result.allowed && !result.stale ? 'ok' : 'fenced', result.rowsWritten, result.pointsWritten);
      return result;
    } catch (error: unknown) {
      const refused = classifyFailure(error) === 'poison';
      record(refused ? 'refused' : 'failed');
      if (refused) return 'refused';
      throw error;
    }
  }
}

/** Runs of at most `size` updates, in order, in which no mint comes twice: one statement cannot update a row twice. */
export function splitDistinct(updates: readonly TokenUpdate[], size: number): TokenUpdate[][] {
  const batches: TokenUpdate[][] = [];
  let batch: TokenUpdate[] = [];
  let seen = new Set<string>();
  for (const update of updates) {
    if (batch.length === size || seen.has(update.mint)) {
      batches.push(batch);
      batch = [];
      seen = new Set();
    }
    batch.push(update);
    seen.add(update.mint);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
