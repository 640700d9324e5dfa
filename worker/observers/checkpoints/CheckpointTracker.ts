import type { CheckpointerSample } from '../../../db/statements/readCheckpointer.ts';
import type { CheckpointSettings } from '../../../db/statements/readServerFacts.ts';
import { classifyCause } from './classifyCause.ts';
import { createRecord, createSkippedRecord, estimateStart, type TrackedRecord } from './createRecord.ts';
import { detectInterruption } from './detectInterruption.ts';
import type { CheckpointCause, Interruption } from './types.ts';

const IDLE = 'CheckpointerMain';
const NAP = 'CheckpointWriteDelay';
/** Where wait events are not shown, a start without a sign of work for this long was skipped. */
const SKIP_PATIENCE_MS = 5_000;

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
  /** True where the observer came while it ran: how much was written before is not known. */
  readonly joined: boolean;
}

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
 *   done + 1 (18+), or checkpoint_lsn changed and the times
 *   reported (they follow within microseconds)              → ended: write and sync time are the differences
 *
 * https://www.postgresql.org/docs/18/wal-configuration.html; CheckpointerMain() in src/backend/postmaster/checkpointer.c
 */
export class CheckpointTracker {
  private base: CheckpointerSample | null = null;
  private previous: CheckpointerSample | null = null;
  private sighting: Sighting | null = null;
  private cycleImages: number | null = null;
  /** When a start without a sign of work, or an end without its times, was first seen. */
  private unresolvedSince: number | null = null;
  private buffersUnknown = false;
  private skippedAt = 0;
  private seesWaits = false;

  get running(): Sighting | null {
    return this.sighting;
  }

  /** True while it takes a closer look to tell what happened, or where one checkpoint ends and the next begins. */
  get needsCloserLook(): boolean {
    const doesNotNap = this.seesWaits && this.sighting !== null && this.previous?.waitEvent !== NAP;
    return this.unresolvedSince !== null || doesNotNap;
  }

  /** Pages that the running checkpoint has written. */
  get buffersWritten(): number {
    return this.previous === null || this.base === null
      ? 0
      : this.previous.buffersWritten - this.base.buffersWritten;
  }

  /** When the last skipped one began, ms since the epoch; 0 before the first. */
  get lastSkippedAt(): number {
    return this.skippedAt;
  }

  /** Forgets everything: the samples that follow come from another server. */
  reset(): void {
    this.base = this.previous = this.sighting = null;
    this.cycleImages = this.unresolvedSince = null;
    this.buffersUnknown = false;
    this.skippedAt = 0;
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
    if (sample.waitEvent === NAP) this.sighting = this.join(sample, settings);
  }

  private advance(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord[] {
    const base = this.base!;
    if (this.hasEnded(sample)) return [this.close(before, sample, settings)];
    const started = countStarts(base, sample);
    if (started === 0 && this.sighting === null) {
      this.unresolvedSince = null;
      if (sample.waitEvent === NAP) this.sighting = this.join(sample, settings);
      return [];
    }
    if (this.sighting !== null) return [];
    if (isBusy(sample) || sample.buffersWritten > base.buffersWritten) {
      this.unresolvedSince = null;
      this.sighting = this.sight(before, sample, settings);
      return [];
    }
    if (sample.checkpointLsn !== base.checkpointLsn || !this.isSettled(before, sample)) return [];
    return [this.closeSkipped(before, sample, settings)];
  }

  /** The control file changes first and the statistics follow: an end counts once both are seen. */
  private hasEnded(sample: CheckpointerSample): boolean {
    const base = this.base!;
    if (sample.checkpointLsn === base.checkpointLsn) return false;
    if (sample.done !== null && base.done !== null) return sample.done > base.done;
    if (sample.writeMs !== base.writeMs || sample.syncMs !== base.syncMs) return true;
    if (this.unresolvedSince !== null) return sample.at - this.unresolvedSince >= 20;
    this.unresolvedSince = sample.at;
    return false;
  }

  private isSettled(before: CheckpointerSample, sample: CheckpointerSample): boolean {
    if (this.unresolvedSince === null) {
      this.unresolvedSince = sample.at;
      return false;
    }
    const isIdle = before.waitEvent === IDLE && sample.waitEvent === IDLE;
    return isIdle || sample.at - this.unresolvedSince >= SKIP_PATIENCE_MS;
  }

  private sight(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): Sighting {
    const base = this.base!;
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
      joined: false,
    };
  }

  /** It ran before it could be seen to start: by the clock, if the last one's start and the interval say so. */
  private join(sample: CheckpointerSample, settings: CheckpointSettings): Sighting {
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
      joined: true,
    };
  }

  private close(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord {
    const base = this.base!;
    const sighting = this.sighting;
    const started = countStarts(base, sample);
    const stillRuns = isBusy(sample) && started > 1;
    const ends =
      sample.done !== null && base.done !== null
        ? sample.done - base.done
        : Math.max(1, started - (stillRuns ? 1 : 0));
    const left = Math.max(0, started - ends);
    // The one that was seen running has ended first; what started after it stays open.
    const timedLeft = Math.min(left, sighting === null ? 0 : sample.timed - sighting.timed);
    const requestedLeft = left - timedLeft;
    const images = sighting?.fullPageImages ?? before.fullPageImages;
    const record = createRecord(base, before, sample, {
      settings,
      merged: ends,
      timed: sample.timed - timedLeft - base.timed,
      requested: sample.requested - requestedLeft - base.requested,
      startedAt: sighting?.startedAt ?? null,
      buffersKnown: !this.buffersUnknown && sighting?.joined !== true,
      holdsNext: left > 0 && sample.waitEvent === NAP,
      fullPageImages: this.takeImages(images),
    });
    this.restart({ ...sample, timed: sample.timed - timedLeft, requested: sample.requested - requestedLeft });
    return record;
  }

  private closeSkipped(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    settings: CheckpointSettings,
  ): TrackedRecord {
    const record = createSkippedRecord(this.base!, sample, {
      settings,
      startedAt: this.unresolvedSince ?? before.at,
      fullPageImages: this.takeImages(before.fullPageImages),
    });
    this.skippedAt = record.startedAt;
    this.restart(sample);
    return record;
  }

  /** Full-page images since the last checkpoint began; null where the counter was reset or not seen then. */
  private takeImages(images: number): number | null {
    const taken = this.cycleImages === null || images < this.cycleImages ? null : images - this.cycleImages;
    this.cycleImages = images;
    return taken;
  }

  private restart(base: CheckpointerSample): void {
    this.base = base;
    this.sighting = this.unresolvedSince = null;
    this.buffersUnknown = false;
  }

  /** Goes on after the series broke. What the counters still tell exactly is told, the rest is dropped. */
  private resume(
    before: CheckpointerSample,
    sample: CheckpointerSample,
    how: { readonly interruption: Interruption; readonly settings: CheckpointSettings },
  ): TrackerStep {
    const { interruption, settings } = how;
    const base = this.base!;
    if (interruption === 'restarted' && sample.checkpointLsn !== base.checkpointLsn) {
      // The statistics survived: they hold the shutdown checkpoint, counted as requested, and what ran before it.
      const record = createRecord(base, before, sample, {
        settings,
        merged: Math.max(1, countStarts(base, sample)),
        timed: 0,
        requested: 0,
        startedAt: null,
        buffersKnown: this.sighting?.joined !== true && !this.buffersUnknown,
        holdsNext: isBusy(sample),
        fullPageImages: null,
      });
      this.restart(sample);
      this.cycleImages = sample.fullPageImages;
      return { records: [record], interruption };
    }
    if (interruption === 'crashed') {
      // They began anew from zero: what they show is the end-of-recovery checkpoint, as far as it got.
      this.restart({ ...sample, ...ZERO_COUNTERS, checkpointLsn: base.checkpointLsn, redoLsn: base.redoLsn });
      this.cycleImages = null;
      return { records: this.advance(sample, sample, settings), interruption };
    }
    const wasRunning = this.sighting;
    this.restart({ ...sample, checkpointLsn: base.checkpointLsn, redoLsn: base.redoLsn });
    this.cycleImages = null;
    if (
      interruption === 'stats-reset' &&
      wasRunning !== null &&
      sample.checkpointLsn === base.checkpointLsn
    ) {
      this.sighting = { ...wasRunning, timed: sample.timed, requested: sample.requested };
      this.buffersUnknown = true;
    } else this.base = sample;
    return { records: [], interruption };
  }
}

const ZERO_COUNTERS = { timed: 0, requested: 0, writeMs: 0, syncMs: 0, buffersWritten: 0 } as const;

function countStarts(base: CheckpointerSample, sample: CheckpointerSample): number {
  return sample.timed - base.timed + (sample.requested - base.requested);
}

function isBusy(sample: CheckpointerSample): boolean {
  return sample.waitEvent !== null && sample.waitEvent !== IDLE;
}
