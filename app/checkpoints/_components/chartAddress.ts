import type { CheckpointRecord } from '../../../domain/checkpoints.ts';

const MIN_MS = 30_000;
const MAX_MS = 300_000;

/** The overview's charts around a checkpoint, with half a checkpoint_timeout on either side. */
export function chartAddress({ startedAt, endedAt, checkpointTimeoutSeconds }: CheckpointRecord): string {
  const margin = Math.min(MAX_MS, Math.max(MIN_MS, checkpointTimeoutSeconds * 500));
  return `/?from=${Math.round(startedAt - margin)}&to=${Math.round(endedAt + margin)}`;
}
