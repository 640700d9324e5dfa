import { floorTo } from '../../domain/downsample.ts';

export const SECOND_MS = 1_000;
/** The time that one entry of the thinned stream covers. */
export const DECADE_MS = 10_000;
export const SAMPLES_KEPT_MS = 2 * 3_600_000;
export const THINNED_KEPT_MS = 24 * 3_600_000;
/** The time that one entry of the stream of minutes covers. */
export const MINUTE_MS = 60_000;
export const MINUTES_KEPT_MS = 30 * 24 * 3_600_000;

export interface SampleRange {
  /** ms since the epoch, inclusive. */
  readonly from: number;
  readonly to: number;
  /** Most buckets to return. */
  readonly points: number;
}

/** Buckets that begin at `first`, `first + widthMs`, ... `last`. */
export interface SampleGrid {
  /** The stream that is read: of seconds, decades or minutes. */
  readonly stepMs: typeof SECOND_MS | typeof DECADE_MS | typeof MINUTE_MS;
  readonly widthMs: number;
  readonly first: number;
  readonly last: number;
}

/**
 * The buckets are as narrow as `points` allows, in whole seconds; in whole decades where they are no narrower
 * than a decade or where `from` is older than what is kept at full resolution; in whole minutes where it is older than what is kept of decades. The
 * age of `from` is counted from the newest sample, not by a clock; where there is none yet (null), from `to`, so that a
 * page that is opened at the first start goes on at full resolution.
 *
 * A bucket belongs to the range if it begins in it, so its content depends only on its width, not on the range. Where
 * one more begins in the range than `points` allows, the oldest is left out.
 */
export function chooseSampleGrid({ from, to, points }: SampleRange, newest: number | null): SampleGrid {
  const count = Math.max(1, Math.floor(points));
  const narrowest = (to - from) / count;
  const stepMs = chooseStep((newest ?? to) - from, narrowest);
  const widthMs = Math.max(stepMs, ceilTo(narrowest, stepMs));
  const last = floorTo(to, widthMs);
  return { stepMs, widthMs, first: Math.max(ceilTo(from, widthMs), last - (count - 1) * widthMs), last };
}

function chooseStep(ageMs: number, narrowest: number): SampleGrid['stepMs'] {
  if (ageMs > THINNED_KEPT_MS) return MINUTE_MS;
  return ageMs > SAMPLES_KEPT_MS || ceilTo(narrowest, SECOND_MS) >= DECADE_MS ? DECADE_MS : SECOND_MS;
}

const ceilTo = (value: number, step: number): number => Math.ceil(value / step) * step;
