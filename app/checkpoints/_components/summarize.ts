import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';
import { formatCount, formatCounted, formatShare } from '../../_components/format.ts';
import { predictionError } from './accuracy.ts';

/** "57 checkpoints, 3 skipped, 2 forced by WAL, half of the predictions within 1.2 %" */
export function summarize(all: readonly ObservedCheckpoint[], shown: readonly ObservedCheckpoint[]): string {
  if (all.length === 0) return 'Checkpoints';
  const count = formatCounted(shown.length, 'checkpoint');
  const parts = [shown.length === all.length ? count : `${count} of ${formatCount(all.length)}`];
  const skipped = shown.filter((checkpoint) => checkpoint.skipped).length;
  const forced = shown.filter(({ cause }) => cause === 'wal').length;
  if (skipped > 0) parts.push(`${formatCount(skipped)} skipped`);
  if (forced > 0) parts.push(`${formatCount(forced)} forced by WAL`);
  const error = medianError(shown);
  if (error !== null) parts.push(`half of the predictions within ${formatShare(error)}`);
  return parts.join(', ');
}

/** Of the sizes of the errors; null below three predictions. */
export function medianError(checkpoints: readonly ObservedCheckpoint[]): number | null {
  const sizes = checkpoints
    .map(predictionError)
    .filter((error) => error !== null)
    .map(Math.abs)
    .sort((a, b) => a - b);
  return sizes.length < 3 ? null : sizes[Math.floor((sizes.length - 1) / 2)]!;
}
