import type { CheckpointerSample } from '../../domain/postgres.ts';
import type { Interruption } from '../../domain/checkpoints.ts';

/** Finds an event between two samples that makes their difference meaningless; null without one. */
export function detectInterruption(
  before: CheckpointerSample,
  sample: CheckpointerSample,
): Interruption | null {
  const wasReset = sample.statsResetAt !== before.statsResetAt || hasFallen(before, sample);
  if (Math.abs(sample.postmasterStartedAt - before.postmasterStartedAt) > 1) {
    // It ran already while the one before was observed: a standby that took over, or a balancer in between.
    if (sample.postmasterStartedAt < before.at) return 'other-server';
    return wasReset ? 'crashed' : 'restarted';
  }
  // The timeline shows nothing more: it changes in the control file with the first checkpoint after the promotion.
  if (sample.inRecovery !== before.inRecovery) return 'promoted';
  if (!wasReset) return null;
  return hasRecovered(before, sample) ? 'crashed' : 'stats-reset';
}

/** The postmaster outlives the crash of another process; the end-of-recovery checkpoint is its own redo point. */
function hasRecovered(before: CheckpointerSample, sample: CheckpointerSample): boolean {
  return sample.checkpointLsn !== before.checkpointLsn && sample.redoLsn === sample.checkpointLsn;
}

function hasFallen(before: CheckpointerSample, sample: CheckpointerSample): boolean {
  return (
    sample.timed < before.timed ||
    sample.requested < before.requested ||
    sample.writeMs < before.writeMs ||
    sample.syncMs < before.syncMs ||
    sample.buffersWritten < before.buffersWritten
  );
}
