import type { StrategyName } from '../../../domain/strategies.ts';
import { median } from '../../../domain/statistics.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import type { PastPhase } from './plan.ts';
import type { Reading } from './shown.ts';

/** How well the pages of checkpoints were predicted, by the strategy under which they began. */
export interface PagePredictions {
  readonly strategy: StrategyName;
  readonly count: number;
  /** Sizes of the errors as shares of what was written; null: none could be judged. */
  readonly median: number | null;
  readonly worst: number | null;
}

/** Fewer pages make no error that means anything. */
const MIN_PAGES = 5;
export function measurePredictions(
  records: readonly ObservedCheckpoint[],
  phases: readonly PastPhase[],
): readonly PagePredictions[] {
  return phases.flatMap(({ strategy, from, to }) => {
    if (strategy === undefined) return [];
    const within = records
      .filter(({ startedAt }) => startedAt >= from && startedAt < to)
      .toSorted((a, b) => a.startedAt - b.startedAt);
    // The first one writes what the strategy before has left.
    const errors = within.slice(1).flatMap((record) => pagesError(record) ?? []);
    const sizes = errors.map(Math.abs).toSorted((a, b) => a - b);
    return [{ strategy, count: sizes.length, median: median(sizes), worst: sizes.at(-1) ?? null }];
  });
}

/** Signed; null where it cannot be judged. */
export function pagesError({ predicted, buffers, skipped, merged }: ObservedCheckpoint): number | null {
  if (predicted === null || buffers === null || buffers === 0 || skipped || merged > 1) return null;
  if (Math.max(predicted.buffers, buffers) < MIN_PAGES) return null;
  return (predicted.buffers - buffers) / buffers;
}

/** Errors that a page shows and that the record does not have. */
export function findWrongErrors(
  readings: readonly Reading[],
  records: readonly ObservedCheckpoint[],
): readonly string[] {
  const errors = new Map(records.map((record) => [record.id, pagesError(record)]));
  const wrong = readings.flatMap(({ figures }) =>
    figures
      .filter(({ figure }) => figure === 'checkpoint-pages-error')
      .filter(({ of, value }) => value !== null && Math.abs(value - (errors.get(of) ?? Infinity)) > 1e-6)
      .map(({ of, value, place }) => `${of}: ${value} for ${errors.get(of)} (${place})`),
  );
  return [...new Set(wrong)];
}
