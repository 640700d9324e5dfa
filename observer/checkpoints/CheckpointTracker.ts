import { NAP_MS } from '../../model/pacing.ts';
import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import { attributeStarts, countStarts } from './attributeStarts.ts';
import { createRecord, createSkippedRecord, type TrackedRecord } from './createRecord.ts';
import { detectInterruption } from './detectInterruption.ts';
import { joinRunning, openObservation } from './openObservation.ts';
import type { Observation } from './observation.ts';
import type { Interruption } from '../../domain/checkpoints.ts';
import { IDLE, isBusy, isInCheckpoint, NAP } from './waitEvents.ts';

/** Where wait events are not shown, a start without a sign of work for this long was skipped. */
const SKIP_PATIENCE_MS = 5_000;
/** How long a nap lasts. */
/** A standby that could skip tries again so soon: CheckpointerMain(). */
const RESTARTPOINT_RETRY_SECONDS = 15;

export interface TrackerStep {
  readonly records: readonly TrackedRecord[];
  readonly interruption: Interruption | null;
}

/**
 * Turns samples into single checkpoints. `base` is the sample at which the last one was closed, so whatever the
 * counters gained since belongs to the one that runs or has just ended:
 *
 *   starts counted, no sign of work, checkpointer idle again → skipped
 *   starts counted or a nap seen                            → running
 *   done + 1 (18+), or the times reported (each is at least
 *   a millisecond), and checkpoint_lsn changed              → ended: write and sync time are the differences
 *
 * The control file changes before the statistics do, by as long as it takes to recycle WAL; but a sample's LSN may be
 * older than its counters, because the statement reads it first. Seen twice, the counters are believed without it.
 *
 * https://www.postgresql.org/docs/18/wal-configuration.html; CheckpointerMain() in src/backend/postmaster/checkpointer.c
 */
export class CheckpointTracker {
  private base: CheckpointerSample | null = null;
  private previous: CheckpointerSample | null = null;
  private observation: Observation | null = null;
  private cycleImages: number | null = null;
  /** When a start without a sign of work was first seen, and the poll before, when it was not. */
  private unresolved: { readonly since: number; readonly notBefore: number } | null = null;
  private recovering = false;
  /** Pages that were counted with the one before, but may belong to the one that runs. */
  private mixedPages = 0;
  private clockFrom = 0;
  private seesWaits = false;

  get running(): Observation | null {
    return this.observation;
  }

  /** True while only faster polling shows what happened, or where one checkpoint ends and the next begins. */
  get needsCloserLook(): boolean {
    const doesNotNap = this.seesWaits && this.observation !== null && this.previous?.waitEvent !== NAP;
    return this.unresolved !== null || doesNotNap;
  }

  /** Pages that the running checkpoint has written. */
  get buffersWritten(): number {
    return this.previous === null || this.base === null
      ? 0
      : this.previous.buffersWritten - this.base.buffersWritten;
  }

  /** The start of the server's clock: the start of the last one, made or skipped. Ms since the epoch; 0: not seen. */
  get countsFrom(): number {
    return this.clockFrom;
  }

  /** Forgets everything: the samples that follow come from another server. */
  reset(): void {
    this.base = this.previous = this.observation = null;
    this.cycleImages = this.unresolved = null;
    this.recovering = this.seesWaits = false;
    this.mixedPages = 0;
    this.clockFrom = 0;
  }

  push(sample: CheckpointerSample, settings: CheckpointSettings): TrackerStep {
    const before = this.previous;
    this.previous = sample;
    this.seesWaits ||= sample.waitEvent !== null;
    if (this.base === null || before === null) {
      this.begin(sample, settings);
      return { records: [], interruption: null };
    }
    const interruption = detectInterruption(before, sample);
    if (interruption !== null) return this.resume(before, sample, { interruption, settings });
    return { records: this.advance(before, sample, settings), interruption: null };
  }

  private begin(sample: CheckpointerSample, settings: CheckpointSettings): void {
    this.base = sample;
    this.cycleImages = null;
    // The start is counted with the first nap, or at the end.
    if (isInCheckpoint(sample)) this.observation = joinRunning(sample, settings, sample.waitEvent === NAP);
  }

  private advance(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord[] {
    const base = this.base!;
    if (hasEnded(base, before, sample)) return [this.close(before, sample, settings)];
    if (this.observation !== null) return [];
    const hasWritten = sample.buffersWritten > base.buffersWritten;
    if (countStarts(base, sample) === 0) {
      this.unresolved = null;
      // Its start was counted before the base. A single nap shows nothing: it is read a moment after the counters.
      const naps = before.waitEvent === NAP && sample.waitEvent === NAP;
      if (naps || hasWritten) this.observation = joinRunning(sample, settings, true);
      return [];
    }
    if (isBusy(sample) || hasWritten) {
      this.unresolved = null;
      this.observation = openObservation({ base, before, sample }, settings);
      return [];
    }
    return this.isSettled(before, sample) ? [this.closeSkipped(before, sample, settings)] : [];
  }

  private isSettled(before: CheckpointerSample, sample: CheckpointerSample): boolean {
    if (this.unresolved === null) {
      this.unresolved = { since: sample.at, notBefore: before.at };
      return false;
    }
    const isIdle = before.waitEvent === IDLE && sample.waitEvent === IDLE;
    return isIdle || sample.at - this.unresolved.since >= SKIP_PATIENCE_MS;
  }

  private close(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord {
    const base = this.base!;
    const samples = { base, before, sample };
    const { observation, seesWaits } = this;
    const shares = attributeStarts(samples, { observation, seesWaits, settings });
    const { ends, timedLeft, requestedLeft } = shares;
    // With a start left over, the next one may have reported pages, too.
    const followsAtOnce = timedLeft + requestedLeft > 0 && this.mayHaveReported(before, sample);
    const mixedPages = followsAtOnce ? sample.buffersWritten - before.buffersWritten : 0;
    const record = createRecord(samples, {
      settings,
      merged: ends,
      timed: sample.timed - timedLeft - base.timed,
      requested: sample.requested - requestedLeft - base.requested,
      seen: observation,
      buffersKnown: this.areBuffersKnown(sample, ends),
      mixedPages: Math.max(mixedPages, this.mixedPages),
      fullPageImages: this.takeImages(observation?.fullPageImages ?? before.fullPageImages),
      isOffline: this.recovering && sample.redoLsn === sample.checkpointLsn,
    });
    // A standby's control file has the time of the primary's.
    this.clockFrom = sample.inRecovery ? record.startedAt : sample.checkpointTime;
    this.restart({ ...sample, timed: sample.timed - timedLeft, requested: sample.requested - requestedLeft });
    this.mixedPages = mixedPages;
    return observation?.joined === true && ends === 1
      ? { ...record, cause: observation.cause, inferred: observation.inferred }
      : record;
  }

  /** Pages are reported with a nap, which lasts: between two close polls none has begun and ended. CheckpointWriteDelay() */
  private mayHaveReported(before: CheckpointerSample, sample: CheckpointerSample): boolean {
    if (sample.waitEvent === IDLE) return false;
    return sample.waitEvent === NAP || !this.seesWaits || sample.at - before.at >= NAP_MS;
  }

  /** Not where a start was counted before the base: then pages may have been, too. */
  private areBuffersKnown(sample: CheckpointerSample, ends: number): boolean {
    const started = countStarts(this.base!, sample);
    return this.observation?.joined !== true && started >= ends;
  }

  private closeSkipped(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord {
    const record = createSkippedRecord(this.base!, sample, {
      settings,
      startedAt: this.dateSkipped(sample, settings) ?? before.at,
    });
    const retryMs = (settings.checkpointTimeoutSeconds - RESTARTPOINT_RETRY_SECONDS) * 1_000;
    this.clockFrom = record.startedAt - (sample.inRecovery ? retryMs : 0);
    this.restart({ ...sample, checkpointTime: this.clockFrom });
    return record;
  }

  /** On the tick of the clock, where one lies between the two polls: the observer may have been held up between them. */
  private dateSkipped(sample: CheckpointerSample, settings: CheckpointSettings): number | null {
    if (this.unresolved === null) return null;
    const { since, notBefore } = this.unresolved;
    const intervalMs = settings.checkpointTimeoutSeconds * 1_000;
    const from = Math.max(
      this.clockFrom,
      sample.inRecovery ? 0 : sample.checkpointTime,
      sample.postmasterStartedAt,
    );
    const tick = from + Math.floor((since - from) / intervalMs) * intervalMs;
    const isTimed = sample.timed > this.base!.timed;
    return isTimed && tick > from && tick > notBefore ? tick : since;
  }

  /** Full-page images since the last checkpoint began; null where the counter was reset or not seen then, or on a standby. */
  private takeImages(images: number | null): number | null {
    const since = this.cycleImages;
    const taken = since === null || images === null || images < since ? null : images - since;
    this.cycleImages = images;
    return taken;
  }

  private restart(base: CheckpointerSample): void {
    this.base = base;
    this.observation = this.unresolved = null;
    this.recovering = false;
    this.mixedPages = 0;
  }

  /** Goes on after the series broke. Reports what the counters still show exactly, drops the rest. */
  private resume(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    how: { readonly interruption: Interruption; readonly settings: CheckpointSettings },
  ): TrackerStep {
    const { interruption, settings } = how;
    const base = this.base!;
    if (interruption === 'restarted' && sample.checkpointLsn !== base.checkpointLsn) {
      return { records: [this.closeShutdown(before, sample, settings)], interruption };
    }
    const wasRunning = this.observation;
    this.cycleImages = null;
    if (interruption !== 'stats-reset') this.clockFrom = 0;
    if (interruption === 'crashed') {
      // Counters restarted at zero, so they hold only the end-of-recovery checkpoint, as far as it got.
      const { checkpointLsn, redoLsn } = base;
      this.restart({ ...toZero(sample), checkpointLsn, redoLsn });
      this.recovering = true;
      return { records: this.advance(sample, sample, settings), interruption };
    }
    this.restart(sample);
    if (
      interruption === 'stats-reset' &&
      wasRunning !== null &&
      sample.checkpointLsn === base.checkpointLsn
    ) {
      const { timed, requested } = sample;
      this.observation = { ...wasRunning, timed, requested, joined: true, countedBefore: true };
    }
    return { records: [], interruption };
  }

  /** The statistics survived: they hold the shutdown checkpoint, counted as requested but not as done, and what ran before. */
  private closeShutdown(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord {
    const samples = { base: this.base!, before, sample };
    const { observation, seesWaits } = this;
    const counted = { ...sample, done: sample.done === null ? null : sample.done + 1 };
    const seen = { observation, seesWaits, settings };
    const { ends } = attributeStarts({ ...samples, sample: counted }, seen);
    const record = createRecord(samples, {
      settings,
      merged: ends,
      timed: 0,
      requested: 0,
      seen: observation,
      buffersKnown: this.areBuffersKnown(sample, ends),
      mixedPages: isBusy(sample) ? sample.buffersWritten - before.buffersWritten : this.mixedPages,
      fullPageImages: null,
      isOffline: sample.redoLsn === sample.checkpointLsn,
    });
    this.restart(sample);
    this.cycleImages = sample.fullPageImages;
    return record;
  }
}

function hasEnded(base: CheckpointerSample, before: CheckpointerSample, sample: CheckpointerSample): boolean {
  if (!isReported(base, sample)) return false;
  return sample.checkpointLsn !== base.checkpointLsn || isReported(base, before);
}

function isReported(base: CheckpointerSample, sample: CheckpointerSample): boolean {
  if (sample.done !== null && base.done !== null) return sample.done > base.done;
  return sample.writeMs !== base.writeMs || sample.syncMs !== base.syncMs;
}

function toZero(sample: CheckpointerSample): CheckpointerSample {
  const done = sample.done === null ? null : 0;
  const slruWritten = sample.slruWritten === null ? null : 0;
  return {
    ...sample,
    timed: 0,
    requested: 0,
    done,
    writeMs: 0,
    syncMs: 0,
    buffersWritten: 0,
    slruWritten,
  };
}
