import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import { countOthersPages } from './othersPages.ts';
import { classifyCause } from './classifyCause.ts';
import { estimateStart } from './createRecord.ts';
import type { CheckpointCause } from '../../domain/checkpoints.ts';

/** A checkpoint as first seen while it ran. */
export interface Sighting {
  readonly startedAt: number;
  /** Starts counted when it was first seen: which counter rose tells the cause. */
  readonly timed: number;
  readonly requested: number;
  readonly cause: CheckpointCause;
  readonly inferred: boolean;
  readonly fullPageImages: number;
  readonly walLsn: number;
  /** Pages that others than checkpointer and vacuum had written when it began. */
  readonly othersPages: number;
  /** In force when it began: they decide what was a distance that forces one. */
  readonly settings: CheckpointSettings;
  /** True where the observer came, or the statistics were reset, while it ran: what was written before is not known. */
  readonly joined: boolean;
  /** True where its start stands in the base already, so that the difference does not hold it. */
  readonly countedBefore: boolean;
}

/** One whose start was counted since `base`. */
export function createSighting(
  base: CheckpointerSample,
  before: CheckpointerSample,
  sample: CheckpointerSample,
  settings: CheckpointSettings,
): Sighting {
  const timed = sample.timed - base.timed;
  const requested = sample.requested - base.requested;
  const walDistanceBytes = sample.walLsn - sample.redoLsn;
  return {
    ...classifyCause({ timed, requested, walDistanceBytes, settings }),
    startedAt: estimateStart(before, sample, base),
    timed: sample.timed,
    requested: sample.requested,
    fullPageImages: before.fullPageImages,
    walLsn: sample.walLsn,
    othersPages: countOthersPages(before),
    settings,
    joined: false,
    countedBefore: false,
  };
}

/** It ran before it could be seen to start: by the clock, if the last one's start and the interval say so. */
export function joinRunning(
  sample: CheckpointerSample,
  settings: CheckpointSettings,
  countedBefore: boolean,
): Sighting {
  const intervalMs = settings.checkpointTimeoutSeconds * 1_000;
  const due = sample.checkpointTime + intervalMs;
  const isDue = due <= sample.at && sample.at < due + intervalMs;
  return {
    cause: isDue ? 'time' : 'unknown',
    inferred: true,
    startedAt: isDue ? due : sample.at,
    timed: sample.timed,
    requested: sample.requested,
    fullPageImages: sample.fullPageImages,
    walLsn: sample.walLsn,
    othersPages: countOthersPages(sample),
    settings,
    joined: true,
    countedBefore,
  };
}
