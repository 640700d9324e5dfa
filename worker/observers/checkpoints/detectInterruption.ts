import type { CheckpointerSample } from '../../../db/statements/readCheckpointer.ts';
import type { Interruption } from './types.ts';

/** What happened between two samples that makes their difference meaningless, if anything did. */
export function detectInterruption(
  before: CheckpointerSample,
  sample: CheckpointerSample,
): Interruption | null {
  const wasReset = sample.statsResetAt !== before.statsResetAt || hasFallen(before, sample);
  if (Math.abs(sample.postmasterStartedAt - before.postmasterStartedAt) > 1) {
    return wasReset ? 'crashed' : 'restarted';
  }
  if (sample.inRecovery !== before.inRecovery || sample.timeline !== before.timeline) return 'promoted';
  return wasReset ? 'stats-reset' : null;
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
