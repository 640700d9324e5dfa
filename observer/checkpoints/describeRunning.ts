import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import { ownPages } from '../../model/ownPages.ts';
import { kneeBuffers, plateauSeconds } from '../../model/pacing.ts';
import { walTriggerBytes } from '../../model/walTrigger.ts';
import { isSyncing } from './waitEvents.ts';
import type { Observation } from './observation.ts';
import type { RunningCheckpoint, StartPrediction } from '../../domain/checkpoints.ts';

export interface RunningFacts {
  readonly observation: Observation;
  readonly sample: CheckpointerSample;
  readonly settings: CheckpointSettings;
  readonly buffersWritten: number;
  readonly predicted: StartPrediction | null;
  /** As last counted; null where they cannot be. */
  readonly dirtyNow: number | null;
  /** How often others would have written all that is dirty in a second while the last one ran. */
  readonly turnoverPerSecond: number;
}

/** A prediction that is late by less says nothing of this one: the last naps, and the sync before it is reported. */
const LATE_SECONDS = 1;
const LATE_SHARE = 0.02;
/** Before this, a pace says nothing. */
const PACE_SECONDS = 3;

/** How far the running checkpoint is, by what it has written and what it still has to. */
export function describeRunning(facts: RunningFacts): RunningCheckpoint {
  const { observation, sample, settings, buffersWritten, predicted } = facts;
  const elapsedSeconds = Math.max(0, sample.at - observation.startedAt) / 1_000;
  const walBytes = Math.max(0, sample.walLsn - observation.walLsn);
  const isOverdue = predicted !== null && elapsedSeconds > overdueAfter(predicted.writeSeconds);
  const total = observation.joined || isOverdue ? null : estimateTotal(facts, elapsedSeconds);
  return {
    kind: sample.inRecovery ? 'restartpoint' : 'checkpoint',
    startedAt: observation.startedAt,
    cause: observation.cause,
    inferred: observation.inferred,
    joined: observation.joined,
    phase: isSyncing(sample) ? 'syncing' : 'writing',
    buffersWritten,
    buffersTotal: total === null ? null : Math.round(Math.max(total, buffersWritten)),
    timeShare: elapsedSeconds / settings.checkpointTimeoutSeconds,
    walShare: walBytes / walTriggerBytes(settings).mostBytes,
    elapsedSeconds,
    predicted,
    etaSeconds: predicted === null || isOverdue ? null : Math.max(0, predicted.writeSeconds - elapsedSeconds),
  };
}

const overdueAfter = (writeSeconds: number): number =>
  writeSeconds + Math.max(LATE_SECONDS, LATE_SHARE * writeSeconds);

/**
 * What is written and what is left: of the pages dirty at the start, those that time has not come to, less what others write
 * first. Where they could not be counted, above the knee the pace says it: the share of pages is the share of c·T gone by.
 */
function estimateTotal(facts: RunningFacts, elapsed: number): number | null {
  const { settings, buffersWritten, predicted } = facts;
  if (predicted !== null && predicted.dirtyPages !== null) {
    return buffersWritten + estimateLeft(facts, predicted.dirtyPages, elapsed / predicted.writeSeconds);
  }
  const plateau = plateauSeconds(settings);
  const byPace = elapsed >= PACE_SECONDS && elapsed < plateau ? (buffersWritten * plateau) / elapsed : null;
  const isFast = byPace !== null && byPace > 1.05 * kneeBuffers(settings);
  return isFast ? byPace : (predicted?.buffers ?? null);
}

/** Never more than is dirty now. `progress`: share of the pages that time has come to. */
function estimateLeft(facts: RunningFacts, dirtyPages: number, progress: number): number {
  const { turnoverPerSecond, predicted, dirtyNow } = facts;
  const turnover = turnoverPerSecond * predicted!.writeSeconds;
  return Math.min(ownPages({ dirtyPages, turnover, from: Math.min(1, progress) }), dirtyNow ?? Infinity);
}
