import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';

/** Below this many seconds a share says nothing: 0.1 s expected and 0.05 s taken is no error of 100 %. */
const LEAST_SECONDS = 0.5;

/** Error of the prediction as a share of what it took, signed; null where there is nothing to compare. */
export function predictionError(checkpoint: ObservedCheckpoint): number | null {
  const { predicted, writeSeconds, skipped, merged } = checkpoint;
  if (predicted === null || skipped || merged > 1) return null;
  return shareOfError(predicted.writeSeconds, writeSeconds);
}

/** (expected − actual) / actual; null where either is missing or both are too short to judge. */
export function shareOfError(expected: number, actual: number | null): number | null {
  if (actual === null || actual <= 0) return null;
  if (Math.max(expected, actual) < LEAST_SECONDS) return null;
  return (expected - actual) / actual;
}
