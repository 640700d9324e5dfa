import type { ObserverView } from '../../../../worker/observers/checkpoints/observerView.ts';
import type { CheckpointCause } from '../../../../worker/observers/checkpoints/types.ts';
import { formatClock, formatCounted, formatSeconds } from '../../format.ts';
import type { ChartRow } from './chartRows.ts';
import type { TimeWindow } from './geometry.ts';

/** A checkpoint that is still to come, or to end, as it is expected. Times in ms since the epoch. */
export interface AheadMark {
  readonly which: 'running' | 'next';
  readonly cause: CheckpointCause;
  readonly skipped: boolean;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Where its marks stand: at its end, or at the edge (`beyond`: 1) where it ends further right. */
  readonly row: ChartRow;
}

/** A relative range goes beyond now by so much of its span: room for what is expected, but no more than that takes. */
const MOST_AHEAD = 0.08;
const LEAST_AHEAD = 0.02;
/** From the edge, and from each other, as a share of the window. */
const EDGE_SHARE = 0.015;
/** What a worker that is gone foretold is not shown. */
const FRESH_MS = 15_000;

/** In whole buckets. The next one has ended two checkpoint_timeouts from now at the latest. */
export function aheadMs(spanMs: number, widthMs: number, checkpointTimeoutSeconds: number): number {
  const wanted = 2_000 * checkpointTimeoutSeconds;
  const room = Math.min(spanMs * MOST_AHEAD, Math.max(spanMs * LEAST_AHEAD, wanted));
  return Math.ceil(room / widthMs) * widthMs;
}

/** The running one and the next, where they are foretold and fall into the window. */
export function createAhead(view: ObserverView | null, now: number, window: TimeWindow): AheadMark[] {
  if (view === null || !view.status.connected || now - view.at > FRESH_MS || window.to <= now) return [];
  const foretold = listForetold(view, now).filter(({ startsAt }) => startsAt < window.to);
  const edge = (window.to - window.from) * EDGE_SHARE;
  return foretold.map(({ buffers, writeSeconds, ...mark }, i) => {
    const last = window.to - edge * (foretold.length - i);
    const beyond = mark.endsAt > last ? 1 : 0;
    const at = beyond === 1 ? last : mark.endsAt;
    return { ...mark, row: { at, beyond, predictedPages: buffers, predictedSeconds: writeSeconds } };
  });
}

type Foretold = Omit<AheadMark, 'row'> & {
  readonly buffers: number | null;
  readonly writeSeconds: number | null;
};

function listForetold({ running, next }: ObserverView, now: number): Foretold[] {
  const found: Foretold[] = [];
  if (running !== null && running.predicted !== null) {
    const { startedAt: startsAt, cause, predicted } = running;
    // One that overruns what was predicted ends any moment.
    const endsAt = Math.max(now, startsAt + predicted.writeSeconds * 1_000);
    found.push({ which: 'running', cause, skipped: false, startsAt, endsAt, ...pick(predicted) });
  }
  if (next !== null) {
    const { cause, skipped } = next;
    const startsAt = Math.max(now, next.startsAt);
    const endsAt = startsAt + (skipped ? 0 : next.writeSeconds * 1_000);
    const expected = skipped ? { buffers: null, writeSeconds: null } : pick(next);
    found.push({ which: 'next', cause, skipped, startsAt, endsAt, ...expected });
  }
  return found;
}

const pick = ({ buffers, writeSeconds }: { readonly buffers: number; readonly writeSeconds: number }) => ({
  buffers,
  writeSeconds,
});

/** "running: 812 pages in 27 s expected, until about 12:03:10" */
export function describeAhead({ which, skipped, startsAt, endsAt, row }: AheadMark): string {
  if (skipped) return `next at ${formatClock(startsAt)}: skipped if nothing is written until then`;
  const pages = formatCounted(row['predictedPages'] ?? 0, 'page');
  const what = `${pages} in ${formatSeconds(row['predictedSeconds'] ?? null)} expected`;
  return which === 'running'
    ? `running: ${what}, until about ${formatClock(endsAt)}`
    : `next at ${formatClock(startsAt)}: ${what}`;
}
