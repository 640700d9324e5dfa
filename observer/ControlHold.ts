import type { CheckpointerSample } from '../domain/postgres.ts';

/** The statistics collector writes its file twice a second at the most, and a busy machine later. */
const MAX_HELD_MS = 2_000;

/**
 * Up to 14 the statistics are a file that follows what happened, while the control file shows it at once: a checkpoint would
 * seem to end before its start was counted. So its end is held back until the counters have it, 2 s at the most.
 */
export class ControlHold {
  private heldSince: number | null = null;

  /** `last`: the sample before, as it came out of here. */
  align(last: CheckpointerSample | null, sample: CheckpointerSample): CheckpointerSample {
    const isAhead =
      last !== null &&
      sample.checkpointLsn !== last.checkpointLsn &&
      sample.writeMs === last.writeMs &&
      sample.syncMs === last.syncMs &&
      sample.postmasterStartedAt === last.postmasterStartedAt;
    if (!isAhead) {
      this.heldSince = null;
      return sample;
    }
    this.heldSince ??= sample.at;
    if (sample.at - this.heldSince >= MAX_HELD_MS) return sample;
    const { checkpointLsn, redoLsn, checkpointTime, timeline } = last;
    return { ...sample, checkpointLsn, redoLsn, checkpointTime, timeline };
  }
}
