import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import type { Observation, Samples } from './observation.ts';
import { IDLE } from './waitEvents.ts';

/** Starts counted since `base`, skipped ones included. */
export function countStarts(base: CheckpointerSample, sample: CheckpointerSample): number {
  return sample.timed - base.timed + (sample.requested - base.requested);
}

export interface StartShares {
  /** Checkpoints that ended since the base. */
  readonly ends: number;
  /** Starts since the base that belong to none of these. */
  readonly timedLeft: number;
  readonly requestedLeft: number;
}

/** Which of the starts since `base` have ended, and which began after them: the one seen running has ended first. */
export function attributeStarts(
  { base, before, sample }: Samples,
  seen: {
    readonly observation: Observation | null;
    readonly seesWaits: boolean;
    readonly settings: CheckpointSettings;
  },
): StartShares {
  const { observation, seesWaits, settings } = seen;
  const started = countStarts(base, sample) + (observation?.countedBefore === true ? 1 : 0);
  const stillRuns = seesWaits && sample.waitEvent !== IDLE;
  const most = Math.max(1, started - (stillRuns ? 1 : 0));
  const ends =
    sample.done !== null && base.done !== null
      ? Math.max(1, sample.done - base.done)
      : lastBeganBefore(before, sample)
        ? 1
        : most;
  const left = Math.max(0, started - ends);
  const timed = sample.timed - base.timed;
  // The control file says when the last to end began: a whole interval after the one before, then it was timed.
  const sinceLastMs = sample.checkpointTime - base.checkpointTime;
  const byClock = sinceLastMs >= (settings.checkpointTimeoutSeconds - 1) * 1_000;
  const timedAfter = observation === null ? timed - (byClock ? 1 : 0) : sample.timed - observation.timed;
  const fewest = left - (sample.requested - base.requested);
  const timedLeft = Math.max(0, Math.min(left, Math.max(timedAfter, fewest)));
  return { ends, timedLeft, requestedLeft: left - timedLeft };
}

/**
 * Whether the last to end began before that poll, when none had ended: then it is the only one, and what else was
 * counted runs or was skipped. A standby's control file has the time of the primary's.
 */
function lastBeganBefore(before: CheckpointerSample, sample: CheckpointerSample): boolean {
  return !sample.inRecovery && sample.checkpointTime + 1_000 <= before.at;
}
