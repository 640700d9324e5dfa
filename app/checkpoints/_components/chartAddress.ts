import type { CheckpointRecord } from '../../../domain/checkpoints.ts';

const LEAST_MS = 30_000;
const MOST_MS = 300_000;

/** The overview's charts around a checkpoint, with half a checkpoint_timeout on either side. */
export function chartAddress({ startedAt, endedAt, checkpointTimeoutSeconds }: CheckpointRecord): string {
  const margin = Math.min(MOST_MS, Math.max(LEAST_MS, checkpointTimeoutSeconds * 500));
  return `/?from=${Math.round(startedAt - margin)}&to=${Math.round(endedAt + margin)}`;
}
