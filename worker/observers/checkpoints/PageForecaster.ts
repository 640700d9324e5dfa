import type { CheckpointSettings } from '../../../db/statements/readServerFacts.ts';
import { replayWriteSeconds } from '../../../model/pacing.ts';
import { looksIdle } from '../../../model/skipRule.ts';
import { bytesUntilWalTrigger, walTriggerBytes } from '../../../model/walTrigger.ts';
import type { Forecast, NextCheckpoint, StartPrediction } from './types.ts';

/** One look at what fills up until the next checkpoint. */
export interface FillSample {
  /** ms since the epoch. */
  readonly at: number;
  readonly walLsn: number;
  readonly redoLsn: number;
  readonly checkpointLsn: number;
  /** Null where dirty pages were not counted at this look. */
  readonly dirtyBuffers: number | null;
  /** While a checkpoint runs, dirty pages fall. */
  readonly isCheckpointing: boolean;
}

const PHASES = 60;
const LATE_MS = 3_000;
const RATE_WINDOW_MS = 10_000;
/** So many counts tell how fast dirty pages grow just now. */
const SLOPE_COUNTS = 4;
/** Far above any knee, more pages do not change the time. */
const REPLAYED_AT_MOST = 100_000;

/**
 * Expects the next checkpoint. Dirty pages do not grow in a straight line (a page can be dirtied once), so what is
 * still to come is taken from the cycle before at the same phase; in the first cycle from the slope of the last seconds.
 */
export class PageForecaster {
  private recent: FillSample[] = [];
  /** Dirty pages by phase of the cycle, this one and the one before. */
  private curve: (number | undefined)[] = [];
  private lastCurve: (number | undefined)[] = [];
  private lastBuffers: number | null = null;
  private lastCount: { readonly at: number; readonly dirty: number } | null = null;

  push(sample: FillSample, phase: number): void {
    // The server's clock was set back.
    if (sample.at < (this.recent.at(-1)?.at ?? 0)) this.forgetRecent();
    this.recent.push(sample);
    while (this.recent[0]!.at < sample.at - RATE_WINDOW_MS) this.recent.shift();
    if (sample.dirtyBuffers === null) return;
    this.lastCount = { at: sample.at, dirty: sample.dirtyBuffers };
    if (phase >= 0 && phase < 1) this.curve[Math.floor(phase * PHASES)] = sample.dirtyBuffers;
  }

  private forgetRecent(): void {
    this.recent = [];
    this.lastCount = null;
  }

  /** A checkpoint began: the curve of its cycle is complete. */
  startCycle(): void {
    this.lastCurve = this.curve;
    this.curve = [];
  }

  recordBuffers(buffers: number): void {
    this.lastBuffers = buffers;
  }

  reset(): void {
    this.forgetRecent();
    this.curve = [];
    this.lastCurve = [];
    this.lastBuffers = null;
  }

  /** WAL bytes per second over the last ten. */
  get walBytesPerSecond(): number {
    return slope(this.recent.map(({ at, walLsn }) => [at, walLsn]));
  }

  /** What a checkpoint that began at `startedAt` has to write; null where nothing tells. */
  predictStart(startedAt: number, settings: CheckpointSettings): StartPrediction | null {
    const counted = this.countDirtyAt(startedAt);
    const buffers = counted ?? this.lastBuffers;
    if (buffers === null) return null;
    return {
      buffers: Math.round(buffers),
      writeSeconds: this.replay(Math.round(buffers), startedAt, settings),
      source: counted === null ? 'last' : 'buffercache',
    };
  }

  /** The checkpoint after the one that began at `lastStartedAt`. */
  predictNext(lastStartedAt: number, settings: CheckpointSettings): Forecast | null {
    const now = this.recent.at(-1);
    if (now === undefined) return null;
    const byTime = nextTick(lastStartedAt, settings.checkpointTimeoutSeconds * 1_000, now.at);
    const rate = this.walBytesPerSecond;
    const toTrigger = bytesUntilWalTrigger({ redoLsn: now.redoLsn, currentLsn: now.walLsn, settings });
    const byWal = rate > 0 ? now.at + (toTrigger / rate) * 1_000 : Infinity;
    const startsAt = Math.max(now.at, Math.min(byTime, byWal));
    const skipped = byTime <= byWal && rate === 0 && looksIdle({ ...now, currentLsn: now.walLsn });
    const buffers = skipped ? 0 : this.expectDirtyAt(startsAt, lastStartedAt, settings);
    if (buffers === null) return null;
    return {
      madeAt: now.at,
      startsAt,
      cause: byWal < byTime ? 'wal' : 'time',
      skipped,
      buffers: Math.round(buffers),
      writeSeconds: this.replay(Math.round(buffers), startsAt, settings),
    };
  }

  /** The same as seen from the last look, with how far the clock is. */
  describeNext(
    lastStartedAt: number,
    settings: CheckpointSettings,
    dirtyBuffers: number | null,
  ): NextCheckpoint | null {
    const next = this.predictNext(lastStartedAt, settings);
    if (next === null) return null;
    const { madeAt, startsAt } = next;
    const intervalMs = settings.checkpointTimeoutSeconds * 1_000;
    const leftShare = (nextTick(lastStartedAt, intervalMs, madeAt) - madeAt) / intervalMs;
    const timeShare = Math.min(1, Math.max(0, 1 - leftShare));
    return { ...next, inSeconds: (startsAt - madeAt) / 1_000, timeShare, dirtyBuffers };
  }

  private replay(buffers: number, startedAt: number, settings: CheckpointSettings): number {
    const { mostBytes } = walTriggerBytes(settings);
    const rate = this.walBytesPerSecond;
    return replayWriteSeconds({
      buffers: Math.min(buffers, REPLAYED_AT_MOST),
      settings,
      startFraction: (startedAt % 1_000) / 1_000,
      walShareAt: (seconds) => (rate * seconds) / mostBytes,
    });
  }

  /** Dirty pages at a moment just past: the last count before it, carried on along the slope. */
  private countDirtyAt(at: number): number | null {
    const counts = listCounts(this.recent).filter(([counted]) => counted <= at);
    const last = counts.at(-1);
    if (last === undefined) return null;
    const [countedAt, dirty] = last;
    const perSecond = slope(counts.slice(-SLOPE_COUNTS));
    return Math.max(0, dirty + (Math.max(0, perSecond) * (at - countedAt)) / 1_000);
  }

  private expectDirtyAt(at: number, cycleStart: number, settings: CheckpointSettings): number | null {
    const last = this.lastCount;
    const cycleMs = settings.checkpointTimeoutSeconds * 1_000;
    if (last === null || this.recent.at(-1)!.at - last.at > cycleMs) return this.lastBuffers;
    const phaseAt = (ms: number): number => Math.floor(((ms - cycleStart) / cycleMs) * PHASES);
    const then = this.lastCurve.slice(0, phaseAt(last.at) + 1).findLast((dirty) => dirty !== undefined);
    const end = this.lastCurve.slice(0, Math.max(1, phaseAt(at))).findLast((dirty) => dirty !== undefined);
    const growth =
      then !== undefined && end !== undefined
        ? end - then
        : (slope(listCounts(this.recent)) * (at - last.at)) / 1_000;
    const mayFall = this.recent.at(-1)!.isCheckpointing;
    const expected = last.dirty + (mayFall ? growth : Math.max(0, growth));
    return Math.min(settings.sharedBuffersPages, Math.max(0, expected));
  }
}

/** The clock goes on through skipped checkpoints, those before the observer came among them; a late one is still due. */
function nextTick(lastStartedAt: number, intervalMs: number, now: number): number {
  const overdueMs = now - lastStartedAt - intervalMs;
  const missed = overdueMs < LATE_MS ? 0 : Math.ceil(overdueMs / intervalMs);
  return lastStartedAt + (1 + missed) * intervalMs;
}

type Point = readonly [at: number, value: number];

/** Only where they were counted: the extension or the right may have come in between. */
function listCounts(samples: readonly FillSample[]): Point[] {
  return samples.flatMap(({ at, dirtyBuffers }) => (dirtyBuffers === null ? [] : [[at, dirtyBuffers]]));
}

/** Change per second between the ends of a series; 0 where it is too short to tell. */
function slope(points: readonly Point[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last[0] <= first[0]) return 0;
  return ((last[1] - first[1]) * 1_000) / (last[0] - first[0]);
}
