import { explainWriteSeconds } from '../../../model/pacing.ts';
import { type ListedCheckpoint, settingsOf } from '../../../domain/checkpoints.ts';

/** Why a checkpoint took as long as it did, in one sentence. */
export function explainDuration(checkpoint: ListedCheckpoint): string {
  const { buffers, writeSeconds, skipped, merged } = checkpoint;
  if (skipped) {
    const what = merged > 1 ? `Skipped ${merged} times` : 'Skipped';
    return `${what}: nothing had been written since the one before, so the server did nothing.`;
  }
  if (merged > 1) {
    return `${merged} checkpoints ended between two polls: times and pages are their sums, so no single one can be judged.`;
  }
  if (buffers === null || writeSeconds === null) {
    return 'Pages or write time are not known, so the duration cannot be judged.';
  }
  const settings = settingsOf(checkpoint);
  if (settings === null) {
    return 'The log does not determine checkpoint_timeout and checkpoint_completion_target, so the duration cannot be judged.';
  }
  const { sentence } = explainWriteSeconds({ buffers, writeSeconds, settings });
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
