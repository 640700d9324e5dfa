import type pg from 'pg';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import type { NewToken } from '../../domain/tokenColumns.ts';
import type { CreateOutcome, Recorder, WriteOrigin } from '../types.ts';
import type { StrategyName } from '../../domain/strategies.ts';

export type CreateToken = (
  token: NewToken,
  origin: WriteOrigin,
  strategy: StrategyName,
) => Promise<CreateOutcome>;

export interface CreateTokenOptions {
  readonly poolOf: (component: string) => pg.Pool;
  readonly recorder: Recorder;
  readonly invalidate: (mints: readonly string[]) => Promise<void>;
}

/** Creates rows in PostgreSQL at once, as every strategy but buffer-all does. */
export function createTokenCreator({ poolOf, recorder, invalidate }: CreateTokenOptions): CreateToken {
  return async (token, { component }, strategy) => {
    const startedAt = performance.now();
    const record = (outcome: 'ok' | 'failed', rows: number): void =>
      recorder.recordWrite({
        component,
        kind: 'create',
        op: 'insert',
        outcome,
        strategy,
        rows,
        pricePoints: 0,
        seconds: (performance.now() - startedAt) / 1_000,
      });
    try {
      const { inserted, announced } = await insertTokens(poolOf(component), [token], component);
      record('ok', inserted.length + announced.length);
      if (announced.length > 0) await invalidate(announced);
      return inserted.length > 0 ? 'inserted' : announced.length > 0 ? 'announced' : 'existed';
    } catch (error: unknown) {
      record('failed', 0);
      throw error;
    }
  };
}
