import type { CheckpointSettings } from '../../domain/postgres.ts';
import { ownPages, turnoverOf } from '../../model/ownPages.ts';
import { NAP_SECONDS, replayWriteSeconds } from '../../model/pacing.ts';
import { looksIdle } from '../../model/skipRule.ts';
import { bytesUntilWalTrigger, walTriggerBytes } from '../../model/walTrigger.ts';
import type { Forecast, NextCheckpoint, StartPrediction } from '../../domain/checkpoints.ts';

/** One poll of what fills up until the next checkpoint. */
export interface FillSample {
  /** ms since the epoch. */
  readonly at: number;
  readonly walLsn: number;
  readonly redoLsn: number;
  readonly checkpointLsn: number;
  /** Null where dirty pages were not counted at this poll. */
  readonly dirtyBuffers: number | null;
  /** Pages that others than the checkpointer wrote, cumulative; null where the server does not count them. */
  readonly othersPages: number | null;
  /** While a checkpoint runs, dirty pages fall. */
  readonly isCheckpointing: boolean;
}

/** One that was made. `dirtyPages`: when it began; null where they were not counted. */
export interface WrittenCheckpoint {
  readonly buffers: number;
  readonly writeSeconds: number | null;
  readonly dirtyPages: number | null;
}

const PHASES = 60;
const LATE_MS = 3_000;
const RATE_WINDOW_MS = 10_000;
/** This number of counts shows how fast dirty pages grow just now. */
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
  private last: WrittenCheckpoint | null = null;
  private lastTurnoverPerSecond = 0;
  /** The most that the cycle before allows. */
  private maxTurnoverPerSecond = Infinity;
  private lastCount: { readonly at: number; readonly dirty: number } | null = null;
  /** Over the cycle so far: page-seconds dirty, and what others had written when it began. */
  private dirtyPageSeconds = 0;
  private othersAtStart: number | null = null;

  push(sample: FillSample, phase: number): void {
    // The server's clock was set back.
    if (sample.at < (this.recent.at(-1)?.at ?? 0)) this.forgetRecent();
    this.recent.push(sample);
    while (this.recent[0]!.at < sample.at - RATE_WINDOW_MS) this.recent.shift();
    if (sample.dirtyBuffers === null) return;
    if (this.lastCount !== null)
      this.dirtyPageSeconds += (this.lastCount.dirty * (sample.at - this.lastCount.at)) / 1_000;
    this.lastCount = { at: sample.at, dirty: sample.dirtyBuffers };
    if (phase >= 0 && phase < 1) this.curve[Math.floor(phase * PHASES)] = sample.dirtyBuffers;
  }

  private forgetRecent(): void {
    this.recent = [];
    this.lastCount = null;
    this.othersAtStart = null;
  }

  /** A checkpoint began: the curve of its cycle is complete. */
  startCycle(): void {
    this.lastCurve = this.curve;
    this.curve = [];
    const others = this.recent.at(-1)?.othersPages ?? null;
    const written = others === null || this.othersAtStart === null ? null : others - this.othersAtStart;
    // Fewer than before: the counters were reset.
    const isKnown = written !== null && written >= 0 && this.dirtyPageSeconds > 0;
    this.maxTurnoverPerSecond = isKnown ? written / this.dirtyPageSeconds : Infinity;
    this.othersAtStart = others;
    this.dirtyPageSeconds = 0;
  }

  /** One that was made, and paced. */
  record(written: WrittenCheckpoint): void {
    this.last = written;
    const { buffers, writeSeconds, dirtyPages } = written;
    if (!dirtyPages || !writeSeconds) return;
    this.lastTurnoverPerSecond = turnoverOf(buffers / dirtyPages) / writeSeconds;
  }

  /**
   * How often in a second the background writer and backends write all dirty pages while a checkpoint runs. They take a dirty
   * page in proportion to how many there are, so the value holds where a batch changes that number. It comes from what the
   * last checkpoint left to them. All that they wrote in the cycle before is a bound: it holds pages that they dirtied
   * themselves, but where the load has changed since, they take no more than that.
   */
  get turnoverPerSecond(): number {
    return Math.min(this.lastTurnoverPerSecond, this.maxTurnoverPerSecond);
  }

  reset(): void {
    this.forgetRecent();
    this.curve = [];
    this.lastCurve = [];
    this.last = null;
    this.lastTurnoverPerSecond = 0;
    this.maxTurnoverPerSecond = Infinity;
  }

  /** WAL bytes per second over the last ten. */
  get walBytesPerSecond(): number {
    return slope(this.recent.map(({ at, walLsn }) => [at, walLsn]));
  }

  /** Pages that a checkpoint begun at `startedAt` has to write; null where nothing says. `known`: dirty pages, once counted. */
  predictStart(
    startedAt: number,
    settings: CheckpointSettings,
    known: number | null = null,
  ): StartPrediction | null {
    const counted = known ?? this.countDirtyAt(startedAt);
    const expected = this.expect(counted, startedAt, settings);
    return expected && { ...expected, source: counted === null ? 'last' : 'buffercache' };
  }

  /** From the pages that are dirty at the start; null: not counted, then as the last one was. */
  private expect(dirtyPages: number | null, startedAt: number, settings: CheckpointSettings) {
    if (dirtyPages === null) {
      if (this.last === null) return null;
      const { buffers, writeSeconds } = this.last;
      // Each page that was dirty cost a nap, also those that others wrote.
      const napped = Math.max(buffers, Math.round((writeSeconds ?? 0) / NAP_SECONDS));
      return { buffers, dirtyPages, writeSeconds: this.replay(napped, startedAt, settings) };
    }
    const dirty = Math.round(dirtyPages);
    const writeSeconds = this.replay(dirty, startedAt, settings);
    const turnover = this.turnoverPerSecond * writeSeconds;
    return {
      buffers: Math.round(ownPages({ dirtyPages: dirty, turnover })),
      dirtyPages: dirty,
      writeSeconds,
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
    const isIdle = byTime <= byWal && looksIdle({ ...now, currentLsn: now.walLsn });
    const skipped = isIdle && !this.mayGrow(now.at, startsAt, { lastStartedAt, settings });
    const about = {
      madeAt: now.at,
      startsAt,
      cause: byWal < byTime ? ('wal' as const) : ('time' as const),
      skipped,
    };
    if (skipped) return { ...about, buffers: 0, dirtyPages: 0, writeSeconds: 0 };
    const expected = this.expect(this.expectDirtyAt(startsAt, lastStartedAt, settings), startsAt, settings);
    return expected && { ...about, ...expected };
  }

  /** Whether the cycle before gained pages in the part that is still to come: then something is written until then. */
  private mayGrow(
    now: number,
    until: number,
    { lastStartedAt, settings }: { readonly lastStartedAt: number; readonly settings: CheckpointSettings },
  ): boolean {
    const phaseAt = (at: number): number =>
      Math.floor(((at - lastStartedAt) / (settings.checkpointTimeoutSeconds * 1_000)) * PHASES);
    const ahead = this.lastCurve.slice(phaseAt(now), phaseAt(until)).filter((dirty) => dirty !== undefined);
    return ahead.some((dirty, i) => i > 0 && dirty > ahead[i - 1]!);
  }

  /** The same as of the last poll, with how far the clock is. */
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
    if (last === null || this.recent.at(-1)!.at - last.at > cycleMs) return null;
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

/** Change per second between the ends of a series; 0 where it is too short. */
function slope(points: readonly Point[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last[0] <= first[0]) return 0;
  return ((last[1] - first[1]) * 1_000) / (last[0] - first[0]);
}
