import type { CheckpointerSample } from '../domain/postgres.ts';
import { isBusy } from './checkpoints/waitEvents.ts';

/** The statistics collector writes its file twice a second at the most, and a busy machine later. */
const MAX_HELD_MS = 2_000;

/**
 * Up to 14 the statistics are a file that follows what happened, while the checkpointer's wait event and the control file
 * show it at once: a checkpoint would seem to run before its start was counted, and to end before its pages were. So both are
 * held back until the counters follow, 2 s at the most.
 */
export class ControlHold {
  private heldSince: number | null = null;

  /** `last`: the sample before, as it came out of here. */
  align(last: CheckpointerSample | null, sample: CheckpointerSample): CheckpointerSample {
    const held = last === null ? {} : { ...holdStart(last, sample), ...holdEnd(last, sample) };
    const isAhead = Object.keys(held).length > 0;
    this.heldSince = isAhead ? (this.heldSince ?? sample.at) : null;
    const isOver = this.heldSince !== null && sample.at - this.heldSince >= MAX_HELD_MS;
    return isAhead && !isOver ? { ...sample, ...held } : sample;
  }
}

/** Values from before that are still to be shown; empty where the counters are as far as the rest. */
type Held = Partial<CheckpointerSample>;

function holdStart(last: CheckpointerSample, sample: CheckpointerSample): Held {
  const begins = !isBusy(last) && isBusy(sample);
  const isCounted = sample.timed !== last.timed || sample.requested !== last.requested;
  return begins && !isCounted ? { waitEvent: last.waitEvent } : {};
}

function holdEnd(last: CheckpointerSample, sample: CheckpointerSample): Held {
  const ends =
    sample.checkpointLsn !== last.checkpointLsn && sample.postmasterStartedAt === last.postmasterStartedAt;
  const isCounted = sample.writeMs !== last.writeMs || sample.syncMs !== last.syncMs;
  if (!ends || isCounted) return {};
  const { checkpointLsn, redoLsn, checkpointTime, timeline } = last;
  return { checkpointLsn, redoLsn, checkpointTime, timeline };
}
