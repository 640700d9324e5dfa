import type { PacingSettings } from '../../model/pacing.ts';
import { median } from '../../domain/statistics.ts';

/** A checkpoint that wrote with naps, on its schedule: not one that WAL forced or that ran at full speed. */
export interface PacedWrite {
  readonly buffers: number;
  readonly writeSeconds: number;
  /** When it started, by the log's clock. */
  readonly startMs: number | null;
}

export interface SettingsEvidence {
  readonly writes: readonly PacedWrite[];
  /** Milliseconds from one start to the next, where that was a timed one of the same process. */
  readonly gapsMs: readonly number[];
}

export interface InferredSettings extends PacingSettings {
  /** Write times that repeat to the tick, and gaps between starts, from which they were read. */
  readonly plateaus: number;
  readonly gaps: number;
}

const MIN_PLATEAUS = 3;
const MIN_GAPS = 2;
/** From this number of gaps on a completion target below one half is believed. */
const MANY_GAPS = 6;
const MIN_TIMEOUT_SECONDS = 30;
const MAX_TIMEOUT_SECONDS = 86_400;
/** A plateau ends up to a second early (the start's fraction of a second), and up to a nap late. */
const PLATEAU_SPREAD_SECONDS = 1.2;
const NAP_LATE_SECONDS = 0.12;
const EARLY_SECONDS = 1.1;
/** Where the start's fraction of a second is known, what is left: a nap, and what the figures were rounded by. */
const REST_SECONDS = 0.25;
/** A timed start is punctual to about a second; under load it is late. */
const GAP_TOLERANCE_SECONDS = 1.6;
const MIN_FITTING_SHARE = 0.9;

/**
 * checkpoint_timeout T and checkpoint_completion_target c from a log: write times that repeat to the tick are c·T, and
 * the gaps between timed starts are multiples of T. A part that is given is taken as it is. Null where the log does not
 * determine both: any pair would be a guess.
 */
export function inferSettings(
  evidence: SettingsEvidence,
  given: Partial<PacingSettings> = {},
): InferredSettings | null {
  const plateau = findPlateau(evidence.writes);
  const longest = plateau === null ? MIN_TIMEOUT_SECONDS : Math.max(...plateau.map(readSeconds));
  const timeout = given.checkpointTimeoutSeconds ?? inferTimeout(evidence.gapsMs, longest);
  if (timeout === null) return null;
  const target = given.completionTarget ?? (plateau === null ? null : inferTarget(plateau, timeout));
  if (target === null) return null;
  const isTargetBelieved =
    given.checkpointTimeoutSeconds !== undefined ||
    given.completionTarget !== undefined ||
    target >= 0.5 ||
    evidence.gapsMs.length >= MANY_GAPS;
  // Below one half every second start may be missing: T/2 and 2c fit as well.
  if (!isTargetBelieved) return null;
  return {
    checkpointTimeoutSeconds: timeout,
    completionTarget: target,
    plateaus: plateau?.length ?? 0,
    gaps: evidence.gapsMs.length,
  };
}

const readSeconds = ({ writeSeconds }: PacedWrite): number => writeSeconds;

/**
 * The largest group of write times within 1.2 s that had more pages than naps would have allowed. Null without three of
 * them, or where another group is half as large: the settings were changed.
 */
function findPlateau(writes: readonly PacedWrite[]): readonly PacedWrite[] | null {
  const beyondNaps = writes
    .filter(({ buffers, writeSeconds }) => buffers > 10 * (writeSeconds + NAP_LATE_SECONDS))
    .toSorted((a, b) => a.writeSeconds - b.writeSeconds);
  const groups = groupWithin(beyondNaps, PLATEAU_SPREAD_SECONDS).toSorted((a, b) => b.length - a.length);
  const [largest = [], second = []] = groups;
  if (largest.length < MIN_PLATEAUS || 2 * second.length >= largest.length) return null;
  return largest;
}

/** Groups of neighbours, each the longest from its first on. */
function groupWithin(sorted: readonly PacedWrite[], seconds: number): PacedWrite[][] {
  const groups: PacedWrite[][] = [];
  for (const write of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && write.writeSeconds - group[0]!.writeSeconds <= seconds) group.push(write);
    else groups.push([write]);
  }
  return groups;
}

/** The largest whole number of seconds, from `least` on, of which nearly all gaps are multiples. */
function inferTimeout(gapsMs: readonly number[], least: number): number | null {
  if (gapsMs.length < MIN_GAPS) return null;
  const gaps = gapsMs.map((gap) => gap / 1_000);
  const shortest = Math.max(least - PLATEAU_SPREAD_SECONDS, MIN_TIMEOUT_SECONDS - 1);
  const candidates = [...new Set(gaps.map(Math.round))].flatMap((gap) =>
    Array.from({ length: Math.min(10, Math.floor(gap / shortest)) }, (_, index) => gap / (index + 1)),
  );
  const fitting = candidates.filter(
    (timeout) =>
      gaps.filter((gap) => isMultiple(gap, timeout)).length >= MIN_FITTING_SHARE * gaps.length &&
      timeout <= MAX_TIMEOUT_SECONDS + 1,
  );
  if (fitting.length === 0) return null;
  const rough = Math.max(...fitting);
  return settleTimeout(gaps, rough);
}

function isMultiple(gap: number, timeout: number): boolean {
  const times = Math.round(gap / timeout);
  return times > 0 && Math.abs(gap - times * timeout) <= GAP_TOLERANCE_SECONDS;
}

/** The mean and the median gap; where they disagree, the one that a person would choose. */
function settleTimeout(gaps: readonly number[], rough: number): number {
  const fitting = gaps.filter((gap) => isMultiple(gap, rough));
  const times = (gap: number): number => Math.round(gap / rough);
  const sum = fitting.reduce((total, gap) => total + gap, 0);
  const mean = sum / fitting.reduce((total, gap) => total + times(gap), 0);
  const middle = median(fitting.map((gap) => gap / times(gap))) ?? mean;
  const found = [Math.round(mean), Math.round(middle)];
  const roundness = (seconds: number): number =>
    [3_600, 1_800, 600, 300, 60, 30, 10, 5].findIndex((unit) => seconds % unit === 0) >>> 0;
  const [best = 0] = found.toSorted((a, b) => roundness(a) - roundness(b));
  return Math.min(MAX_TIMEOUT_SECONDS, Math.max(MIN_TIMEOUT_SECONDS, best));
}

/** The completion target whose c·T all plateaus allow; null where several that are alike do. */
function inferTarget(plateau: readonly PacedWrite[], timeout: number): number | null {
  const { from, to } = boundPlateau(plateau);
  const fits = (target: number): boolean =>
    target > 0 && target <= 1 && target * timeout >= from && target * timeout <= to;
  const list = (step: number): number[] => listTargets(from / timeout, to / timeout, step).filter(fits);
  // A second is much of a short timeout: without the starts' milliseconds several fit.
  if (!isStartKnown(plateau) && list(100).length > 1) return null;
  // As people write it: in twentieths, then in hundredths and finer.
  const twentieth = list(20).find((target) => target < 1);
  if (twentieth !== undefined) return twentieth;
  for (const step of [100, 200, 1_000]) {
    const targets = list(step);
    if (targets.length > 1) return null;
    if (targets.length === 1) return targets[0]!;
  }
  return null;
}

function listTargets(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from * step - 1e-9);
  const last = Math.min(step, Math.floor(to * step + 1e-9));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) / step);
}

/** Seconds between which c·T lies. The schedule counts from the whole second before the start. */
function boundPlateau(plateau: readonly PacedWrite[]): { readonly from: number; readonly to: number } {
  const seconds = plateau.map(readSeconds);
  if (!isStartKnown(plateau)) {
    return { from: Math.max(...seconds) - NAP_LATE_SECONDS, to: Math.min(...seconds) + EARLY_SECONDS };
  }
  const fromWhole = plateau.map(countFromWholeSecond);
  return { from: Math.max(...fromWhole) - NAP_LATE_SECONDS, to: Math.min(...fromWhole) + REST_SECONDS };
}

const countFromWholeSecond = ({ writeSeconds, startMs }: PacedWrite): number =>
  writeSeconds + ((startMs ?? 0) % 1_000) / 1_000;

/** True where the log has the starts' milliseconds, and with them the write times agree much better. */
function isStartKnown(plateau: readonly PacedWrite[]): boolean {
  if (plateau.some(({ startMs }) => startMs === null)) return false;
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  return 2 * spread(plateau.map(countFromWholeSecond)) < spread(plateau.map(readSeconds));
}
