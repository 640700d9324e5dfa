import type { Range } from '../useRange.ts';
import type { TimeWindow } from './geometry.ts';

export interface WindowFacts {
  readonly range: Range;
  readonly now: number;
  /** Width of a bucket. */
  readonly widthMs: number;
  readonly timeoutSeconds: number;
  /** When what is known of the range begins; null where that is not known. */
  readonly firstAt: number | null;
}

/** Rates are means over at least this time: updates come in bursts. */
export const RATE_WINDOW_MS = 10_000;
/** A relative range extends beyond now by this share of its span: room for what is expected, but no more than that takes. */
const MAX_AHEAD = 0.08;
const MIN_AHEAD = 0.02;
/** A window that is narrower shows less than its axis can name. */
const MIN_MS = 60_000;

/** The charts' window: the range, or as much of a relative one as there is history for. */
export function createWindow({ range, now, widthMs, timeoutSeconds, firstAt }: WindowFacts): TimeWindow {
  if (range.kind === 'absolute') return { from: range.from, to: range.to };
  const end = Math.floor(now / widthMs) * widthMs;
  const whole = end - range.spanMs;
  const isShort = firstAt !== null && firstAt > whole + widthMs;
  const from = isShort ? Math.max(whole, Math.min(firstAt, end - MIN_MS)) : whole;
  return { from, to: end + aheadMs(end - from, widthMs, timeoutSeconds) };
}

/** In whole buckets. The next one has ended two checkpoint_timeouts from now at the latest. */
export function aheadMs(spanMs: number, widthMs: number, checkpointTimeoutSeconds: number): number {
  const wanted = 2_000 * checkpointTimeoutSeconds;
  const room = Math.min(spanMs * MAX_AHEAD, Math.max(spanMs * MIN_AHEAD, wanted));
  return Math.ceil(room / widthMs) * widthMs;
}

/** When what is drawn begins; null where nothing is. */
export function findFirst(
  samples: readonly { readonly at: number }[],
  checkpoints: readonly { readonly endedAt: number }[],
  from: number,
): number | null {
  const first = samples.find(({ at }) => at >= from)?.at ?? Infinity;
  const ended = checkpoints.map(({ endedAt }) => endedAt).filter((at) => at >= from);
  const earliest = Math.min(first, ...ended);
  return Number.isFinite(earliest) ? earliest : null;
}
