import { NAP_MS } from '../../model/pacing.ts';
import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import { classifyCause } from './classifyCause.ts';
import type { Observation, Samples } from './observation.ts';

/** One whose start was counted since `base`. */
export function openObservation(samples: Samples, settings: CheckpointSettings): Observation {
  const { base, before, sample } = samples;
  const timed = sample.timed - base.timed;
  const requested = sample.requested - base.requested;
  const walDistanceBytes = sample.walLsn - sample.redoLsn;
  return {
    ...classifyCause({ timed, requested, walDistanceBytes, settings }),
    startedAt: estimateStart(samples),
    timed: sample.timed,
    requested: sample.requested,
    fullPageImages: before.fullPageImages,
    walLsn: sample.walLsn,
    settings,
    joined: false,
    countedBefore: false,
  };
}

/** It ran before it could be seen to start: timed, if the last one's start and the interval say so. */
export function joinRunning(
  sample: CheckpointerSample,
  settings: CheckpointSettings,
  countedBefore: boolean,
): Observation {
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
    settings,
    joined: true,
    countedBefore,
  };
}

/** Between the two samples: as many naps before the second as pages were written since, where that fits; else in the middle. */
export function estimateStart({ base, before, sample }: Samples): number {
  const napsMs = (sample.buffersWritten - base.buffersWritten) * NAP_MS;
  const gapMs = sample.at - before.at;
  return napsMs > 0 && napsMs <= gapMs ? sample.at - napsMs : sample.at - gapMs / 2;
}
