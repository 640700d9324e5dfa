import { type Distribution, MODEL_STRATEGIES } from '../../model/workload/types.ts';
import type { CalibrationCase } from './types.ts';

/** One in five rows is updated, at a pace that one connection keeps up with on a slow disk. */
const UPDATED_SHARE = 0.2;
const UPDATES_PER_SECOND = 50;
export const SYNC_INTERVAL_SECONDS = 30;
export const HOT_ROWS = 300;
export const HOT_SHARE = 0.9;
export const ZIPF_EXPONENT = 1;

/** Other sizes, paces and seeds than those of the evaluation. */
export function listFitCases(): CalibrationCase[] {
  const own = { rows: 36_000, updatedRows: 9_000, updatesPerSecond: 40, checkpointTimeoutSeconds: 30 };
  const runs = [
    ...MODEL_STRATEGIES.map(
      (strategy) => ({ strategy, distribution: 'uniform', walCompression: 'off' }) as const,
    ),
    ...MODEL_STRATEGIES.map(
      (strategy) => ({ strategy, distribution: 'zipf', walCompression: 'off' }) as const,
    ),
    { strategy: 'direct', distribution: 'uniform', walCompression: 'pglz' } as const,
  ];
  const fits: CalibrationCase[] = runs.map((run, index) => ({
    ...own,
    ...run,
    purpose: 'fit',
    seed: 100 + index,
    name: `fit-${run.strategy}-${run.distribution}-${run.walCompression}`,
  }));
  // Where a row's place wears out hangs on the few hottest rows and their pages: several tables, for a mean.
  const hot = [28_000, 44_000, 52_000].map((rows, index): CalibrationCase => ({
    ...own,
    rows,
    updatedRows: rows / 4,
    purpose: 'fit',
    strategy: 'direct',
    distribution: 'zipf',
    walCompression: 'off',
    seed: 200 + index,
    name: `fit-direct-zipf-${rows}`,
  }));
  const hotSets = (['direct', 'direct', 'hybrid'] as const).map((strategy, index): CalibrationCase => {
    const rows = [28_000, 44_000, 28_000][index]!;
    return {
      ...own,
      rows,
      updatedRows: rows / 4,
      purpose: 'fit',
      strategy,
      distribution: 'hot-set',
      walCompression: 'off',
      seed: 400 + index,
      name: `fit-${strategy}-hot-set-${rows}`,
    };
  });
  // Many changes to each image.
  const dense = (['direct', 'hybrid'] as const).map((strategy, index): CalibrationCase => ({
    ...own,
    rows: 12_000,
    updatedRows: 3_000,
    updatesPerSecond: 120,
    purpose: 'fit',
    strategy,
    distribution: 'uniform',
    walCompression: 'off',
    seed: 300 + index,
    name: `fit-${strategy}-dense`,
  }));
  return [...fits, ...hot, ...hotSets, ...dense];
}

/** Every strategy on every stream, two sizes and two cycle lengths: 36 runs. */
export function listEvaluationCases(): CalibrationCase[] {
  const cases: CalibrationCase[] = [];
  for (const checkpointTimeoutSeconds of [30, 60]) {
    for (const rows of [24_000, 64_000]) {
      for (const distribution of ['uniform', 'zipf', 'hot-set'] as const satisfies Distribution[]) {
        for (const strategy of MODEL_STRATEGIES) {
          cases.push({
            name: `evaluate-${strategy}-${distribution}-${rows}-${checkpointTimeoutSeconds}`,
            purpose: 'evaluate',
            strategy,
            distribution,
            rows,
            updatedRows: Math.round(rows * UPDATED_SHARE),
            updatesPerSecond: UPDATES_PER_SECOND,
            checkpointTimeoutSeconds,
            walCompression: 'off',
            seed: 1_000 + cases.length,
          });
        }
      }
    }
  }
  return cases;
}
