import type { ListedCheckpoint, CheckpointCause } from '../../../domain/checkpoints.ts';
import { causesOf } from './causes.ts';

export const SKIPPED_CHOICES = ['shown', 'hidden', 'only'] as const;
export type SkippedChoice = (typeof SKIPPED_CHOICES)[number];

export interface CheckpointFilter {
  /** Empty: every cause. A merged record passes with any of its own. */
  readonly causes: readonly CheckpointCause[];
  readonly skipped: SkippedChoice;
  /** Every word must occur somewhere: in cause, kind, LSN, notes, the log's reasons or the disagreement. */
  readonly text: string;
}

export function filterCheckpoints(
  checkpoints: readonly ListedCheckpoint[],
  filter: CheckpointFilter,
): readonly ListedCheckpoint[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return checkpoints.filter((checkpoint) => {
    const causes = causesOf(checkpoint);
    if (filter.causes.length > 0 && !filter.causes.some((cause) => causes.has(cause))) return false;
    if (filter.skipped === 'hidden' && checkpoint.skipped) return false;
    if (filter.skipped === 'only' && !checkpoint.skipped) return false;
    const text = words.length === 0 ? '' : searchedText(checkpoint);
    return words.every((word) => text.includes(word));
  });
}

function searchedText(checkpoint: ListedCheckpoint): string {
  const { kind, checkpointLsn, redoLsn, notes, log, disagreement, skipped, merged } = checkpoint;
  const parts = [
    ...causesOf(checkpoint),
    kind,
    checkpointLsn ?? '',
    redoLsn ?? '',
    ...notes,
    ...(log?.reasons ?? []),
    disagreement ?? '',
    skipped ? 'skipped' : '',
    merged > 1 ? 'merged' : '',
    checkpoint.inferred ? 'inferred' : '',
  ];
  return parts.join(' ').toLowerCase();
}
