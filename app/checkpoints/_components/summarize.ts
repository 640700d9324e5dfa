import { median } from '../../../domain/statistics.ts';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatCount, formatCounted, formatShare } from '../../_components/format.ts';
import { predictionErrors } from '../../../model/predictionErrors.ts';

/** "57 checkpoints, 3 skipped, half of the predicted times within 1.2 % (9 at c·T left out), of the pages within 14 %" */
export function summarize(all: readonly ListedCheckpoint[], shown: readonly ListedCheckpoint[]): string {
  if (all.length === 0) return 'Checkpoints';
  const count = formatCounted(shown.length, 'checkpoint');
  const parts = [shown.length === all.length ? count : `${count} of ${formatCount(all.length)}`];
  const skipped = shown.filter((checkpoint) => checkpoint.skipped).length;
  const forced = shown.filter(({ cause }) => cause === 'wal').length;
  if (skipped > 0) parts.push(`${formatCount(skipped)} skipped`);
  if (forced > 0) parts.push(`${formatCount(forced)} forced by WAL`);
  return [...parts, ...describeAccuracy(medianErrors(shown))].join(', ');
}

function describeAccuracy({ seconds, pages, cannotMiss }: MedianErrors): string[] {
  const apart = cannotMiss === 0 ? '' : ` (${formatCount(cannotMiss)} at c·T left out: they cannot miss)`;
  const parts: string[] = [];
  if (seconds !== null) parts.push(`half of the predicted times within ${formatShare(seconds)}${apart}`);
  else if (cannotMiss > 0) parts.push(`${formatCount(cannotMiss)} predicted at c·T, which cannot miss`);
  if (pages !== null) parts.push(`half of the predicted pages within ${formatShare(pages)}`);
  return parts;
}

export interface MedianErrors {
  /** Of those that can miss; null below three. */
  readonly seconds: number | null;
  readonly pages: number | null;
  readonly cannotMiss: number;
}

/** Medians of the sizes of the errors. */
export function medianErrors(checkpoints: readonly ListedCheckpoint[]): MedianErrors {
  const errors = checkpoints.map(predictionErrors);
  return {
    seconds: medianSize(errors.flatMap((each) => (each.cannotMiss ? [] : [each.seconds]))),
    pages: medianSize(errors.map(({ pages }) => pages)),
    cannotMiss: errors.filter(({ cannotMiss }) => cannotMiss).length,
  };
}

function medianSize(errors: readonly (number | null)[]): number | null {
  const sizes = errors.filter((error) => error !== null).map(Math.abs);
  return sizes.length < 3 ? null : median(sizes);
}
