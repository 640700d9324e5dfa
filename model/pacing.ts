import { formatCount, formatNumber } from '../domain/format.ts';
import { PROFILES } from '../domain/profiles.ts';

/** Both as the server uses them (pg_settings); never assume the defaults. */
export interface PacingSettings {
  /** checkpoint_timeout, T. */
  readonly checkpointTimeoutSeconds: number;
  /** checkpoint_completion_target, c: 0 to 1. */
  readonly completionTarget: number;
}

/** The sleep after each buffer while a checkpoint is ahead of schedule (checkpointer.c, CheckpointWriteDelay). */
export const NAP_SECONDS = 0.1;
export const NAP_MS = 1_000 * NAP_SECONDS;

/** A nap as it lasts on a real server, the write included: measured on 15.18 and 18.4. */
const MEASURED_NAP_SECONDS = 0.1001;

export interface PacingReplay {
  /** Dirty permanent buffers when the checkpoint starts, N. */
  readonly buffers: number;
  readonly settings: PacingSettings;
  /** Fraction of a second at which it started, 0 to 1; the server counts from the whole second before. */
  readonly startFraction?: number;
  /** WAL since the start, t seconds ago, as a share of the WAL trigger; must not fall. Absent: WAL never leads. */
  readonly walShareAt?: (seconds: number) => number;
  /** 0.1001 by default. */
  readonly secondsPerNap?: number;
}

/**
 * The number of dirty buffers from which the write time stops growing: 10·c·T.
 * Source: the nap of CheckpointWriteDelay against the schedule of IsCheckpointOnSchedule (checkpointer.c).
 */
export function kneeBuffers(settings: PacingSettings): number {
  // Not divided by NAP_SECONDS: 270 / 0.1 is 2699.9999999999995.
  return 10 * plateauSeconds(settings);
}

/** The longest write phase that the rule itself makes, in seconds: c·T (checkpointer.c, IsCheckpointOnSchedule). */
export function plateauSeconds(settings: PacingSettings): number {
  return settings.completionTarget * settings.checkpointTimeoutSeconds;
}

/**
 * Write time of a paced checkpoint in seconds, closed form: min(0.1·N, c·T).
 * N counts all buffers that were dirty at the start: one that a backend or the background writer cleans first still
 * naps (bufmgr.c, BufferSync), but is missing from buffers_written. Measured on 15.18: within 2.8 %.
 */
export function predictWriteSeconds(buffers: number, settings: PacingSettings): number {
  return Math.min(Math.max(0, buffers) / 10, plateauSeconds(settings));
}

/** The same under PostgreSQL's own settings: the durations that the fix was judged by. */
export const writeSecondsAtRealTime = (buffers: number): number =>
  predictWriteSeconds(buffers, PROFILES.default);

/**
 * Write time of a paced checkpoint in seconds, by replaying the server's own rule: after buffer k of N it naps if
 * c·k/N ≥ WAL share and c·k/N ≥ (f + t)/T. A buffer without a nap costs nothing here.
 * Source: checkpointer.c, CheckpointWriteDelay and IsCheckpointOnSchedule; measured on 15.18: within 0.3 %.
 */
export function replayWriteSeconds(replay: PacingReplay): number {
  const { buffers, settings, startFraction = 0, walShareAt, secondsPerNap = MEASURED_NAP_SECONDS } = replay;
  const { checkpointTimeoutSeconds, completionTarget } = settings;
  let seconds = 0;
  // The server's ckpt_cached_elapsed. Here it is even exact: time stands still between two naps.
  let elapsedShare = 0;
  for (let k = 1; k <= buffers; k++) {
    if ((completionTarget * k) / buffers < elapsedShare) continue;
    const timeShare = (startFraction + seconds) / checkpointTimeoutSeconds;
    elapsedShare = Math.max(timeShare, walShareAt?.(seconds) ?? 0);
    if ((completionTarget * k) / buffers >= elapsedShare) seconds += secondsPerNap;
  }
  return seconds;
}

export interface DurationVerdict {
  /** Paced and plateau are the rule at work, so the duration says nothing about the storage. */
  readonly kind: 'paced' | 'plateau' | 'hurried' | 'slow';
  /** One line for people, without a full stop. */
  readonly sentence: string;
}

export interface WrittenCheckpoint {
  /** As in the log line or the delta of buffers_written. */
  readonly buffers: number;
  readonly writeSeconds: number;
  readonly settings: PacingSettings;
}

/**
 * Says whether the pacing rule explains a write time (rule and source: predictWriteSeconds). `slow` need not be the
 * storage: pages that others wrote while the checkpoint ran cost a nap each and are missing from `buffers`.
 */
export function explainWriteSeconds(input: WrittenCheckpoint): DurationVerdict {
  const { buffers, writeSeconds, settings } = input;
  const kind = judgeWriteSeconds(input);
  if (kind === 'hurried') return { kind, sentence: describeHurry(buffers, writeSeconds) };
  const spread = describeSpread(buffers, settings);
  if (kind === 'slow') {
    return { kind, sentence: describeDelay(writeSeconds - predictWriteSeconds(buffers, settings), spread) };
  }
  return { kind, sentence: buffers <= 0 ? 'nothing to write' : `paced, not slow: ${spread}` };
}

/** The same without words: for the checkpoints of a whole log. */
export function judgeWriteSeconds({
  buffers,
  writeSeconds,
  settings,
}: WrittenCheckpoint): DurationVerdict['kind'] {
  const beyond = writeSeconds - predictWriteSeconds(buffers, settings);
  const tolerance = toleranceSeconds(buffers, settings);
  if (beyond < -tolerance) return 'hurried';
  if (beyond > tolerance) return 'slow';
  return buffers < kneeBuffers(settings) ? 'paced' : 'plateau';
}

/**
 * 5 % of the prediction, or 0.3 s, or what the start's fraction f of a second can take away: the schedule is f ahead
 * of the clock, which costs f·N/N* below the knee N* and f above it.
 */
function toleranceSeconds(buffers: number, settings: PacingSettings): number {
  const knee = kneeBuffers(settings);
  const shareOfKnee = buffers < knee ? buffers / knee : 1;
  return Math.max(0.05 * predictWriteSeconds(buffers, settings), 0.3, 1.1 * shareOfKnee);
}

function describeSpread(buffers: number, settings: PacingSettings): string {
  const pages = describePages(buffers);
  if (buffers < kneeBuffers(settings)) return `${pages} × ${NAP_SECONDS} s`;
  return `${pages} spread over ${settings.completionTarget} × ${settings.checkpointTimeoutSeconds} s`;
}

function describeHurry(buffers: number, writeSeconds: number): string {
  // The counters know milliseconds: a time of 0 is less than one.
  const pagesPerSecond = formatCount(buffers / Math.max(writeSeconds, 0.001));
  const causes = 'an immediate request, a shutdown, or WAL ahead of schedule';
  return `unpaced: ${describePages(buffers)} at ${pagesPerSecond} a second (${causes})`;
}

function describeDelay(seconds: number, spread: string): string {
  const causes = 'storage or load held it up, or others wrote some of its pages first';
  return `slower than paced by ${formatNumber(seconds, 1)} s: ${spread} (${causes})`;
}

const describePages = (buffers: number): string =>
  `${formatCount(buffers)} dirty ${buffers === 1 ? 'page' : 'pages'}`;
