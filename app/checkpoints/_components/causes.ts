import type { ListedCheckpoint, CheckpointCause } from '../../../domain/checkpoints.ts';

export const CHECKPOINT_CAUSES_SHOWN = [
  'time',
  'wal',
  'requested',
  'shutdown',
  'end-of-recovery',
  'unknown',
] as const satisfies readonly CheckpointCause[];

/** Of the checkpoints in a record, without repetitions: a merged one holds several. */
export function causesOf({ cause, causes }: ListedCheckpoint): ReadonlySet<CheckpointCause> {
  return new Set(causes ?? [cause]);
}

/** How many records hold a checkpoint of each cause. */
export function countCauses(checkpoints: readonly ListedCheckpoint[]): ReadonlyMap<CheckpointCause, number> {
  const counts = new Map<CheckpointCause, number>();
  for (const cause of checkpoints.flatMap((checkpoint) => [...causesOf(checkpoint)])) {
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return counts;
}
