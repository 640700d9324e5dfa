import type { CheckpointerSample } from '../../../db/statements/readCheckpointer.ts';
import type { CheckpointSettings } from '../../../db/statements/readServerFacts.ts';
import { kneeBuffers, plateauSeconds } from '../../../model/pacing.ts';
import { walTriggerBytes } from '../../../model/walTrigger.ts';
import type { Sighting } from './sighting.ts';
import type { RunningCheckpoint, StartPrediction } from './types.ts';

export interface RunningFacts {
  readonly sighting: Sighting;
  readonly sample: CheckpointerSample;
  readonly settings: CheckpointSettings;
  readonly buffersWritten: number;
  readonly predicted: StartPrediction | null;
}

/** How far the running checkpoint is. Above the knee its own pace corrects what was expected at its start. */
export function describeRunning(facts: RunningFacts): RunningCheckpoint {
  const { sighting, sample, settings, buffersWritten, predicted } = facts;
  const elapsedSeconds = Math.max(0, sample.at - sighting.startedAt) / 1_000;
  const walBytes = Math.max(0, sample.walLsn - sighting.walLsn);
  const total = sighting.joined ? null : estimateTotal(facts, elapsedSeconds);
  return {
    kind: sample.inRecovery ? 'restartpoint' : 'checkpoint',
    startedAt: sighting.startedAt,
    cause: sighting.cause,
    inferred: sighting.inferred,
    joined: sighting.joined,
    // Not WALSync: it flushes WAL ahead of the pages, too.
    phase: /^(DataFile|SLRU)Sync$/i.test(sample.waitEvent ?? '') ? 'syncing' : 'writing',
    buffersWritten,
    buffersTotal: total === null ? null : Math.max(total, buffersWritten),
    timeShare: elapsedSeconds / settings.checkpointTimeoutSeconds,
    walShare: walBytes / walTriggerBytes(settings).mostBytes,
    elapsedSeconds,
    predicted,
    etaSeconds: predicted === null ? null : Math.max(0, predicted.writeSeconds - elapsedSeconds),
  };
}

/** On schedule, the share of pages written is the share of c·T gone by; below the knee the count at the start stands. */
function estimateTotal(
  { settings, buffersWritten, predicted }: RunningFacts,
  elapsed: number,
): number | null {
  const plateau = plateauSeconds(settings);
  const byPace = elapsed >= 3 && elapsed < plateau ? (buffersWritten * plateau) / elapsed : null;
  const expected = predicted?.buffers ?? null;
  const isFast = byPace !== null && byPace > 1.05 * kneeBuffers(settings);
  return isFast ? Math.round(byPace) : expected;
}
