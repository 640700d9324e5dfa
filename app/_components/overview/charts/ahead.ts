import type { ObserverView } from '../../../../domain/observerView.ts';
import type { CheckpointCause } from '../../../../domain/checkpoints.ts';
import { formatClock, formatCounted, formatSeconds } from '../../format.ts';
import type { ShownFigures } from '../../ui/publishFigures.ts';
import type { ChartRow } from './chartRows.ts';
import type { TimeWindow } from './geometry.ts';

/** A checkpoint that is still to come, or to end, as it is expected. Times in ms since the epoch. */
export interface AheadMark {
  readonly which: 'running' | 'next';
  readonly cause: CheckpointCause;
  readonly skipped: boolean;
  readonly startsAt: number;
  readonly endsAt: number;
  /** The predicted moment has passed: it starts, or ends, any moment. */
  readonly due: boolean;
  /** The row that holds its marks: at its end, or at the edge (`beyond`: 1) where it ends further right. */
  readonly row: ChartRow;
}

/** From the edge, and from each other, as a share of the window. */
const EDGE_SHARE = 0.015;
/** A prediction from an older answer of the server is not shown. */
const FRESH_MS = 3_000;

/** The running one and the next, where they are predicted and fall into the window. */
export function createAhead(view: ObserverView | null, now: number, window: TimeWindow): AheadMark[] {
  if (
    view === null ||
    !view.status.connected ||
    now - (view.answeredAt ?? view.at) > FRESH_MS ||
    window.to <= now
  )
    return [];
  const expected = listExpected(view, now).filter(({ startsAt }) => startsAt < window.to);
  const edge = (window.to - window.from) * EDGE_SHARE;
  return expected.map(({ buffers, writeSeconds, ...mark }, i) => {
    const last = window.to - edge * (expected.length - i);
    const beyond = mark.endsAt > last ? 1 : 0;
    const at = beyond === 1 ? last : mark.endsAt;
    return { ...mark, row: { at, beyond, predictedPages: buffers, predictedSeconds: writeSeconds } };
  });
}

type Expected = Omit<AheadMark, 'row'> & {
  readonly buffers: number | null;
  readonly writeSeconds: number | null;
};

function listExpected({ running, next }: ObserverView, now: number): Expected[] {
  const found: Expected[] = [];
  if (running !== null && running.predicted !== null) {
    const { startedAt: startsAt, cause, buffersTotal: buffers } = running;
    const { writeSeconds } = running.predicted;
    const predictedAt = startsAt + writeSeconds * 1_000;
    const endsAt = Math.max(now, predictedAt);
    const due = predictedAt <= now;
    found.push({ which: 'running', cause, skipped: false, startsAt, endsAt, due, buffers, writeSeconds });
  }
  if (next !== null) {
    const { cause, skipped } = next;
    const startsAt = Math.max(now, next.startsAt);
    const endsAt = startsAt + (skipped ? 0 : next.writeSeconds * 1_000);
    const { buffers, writeSeconds } = skipped ? { buffers: null, writeSeconds: null } : next;
    const due = next.startsAt <= now;
    found.push({ which: 'next', cause, skipped, startsAt, endsAt, due, buffers, writeSeconds });
  }
  return found;
}

/** Follows "Expected:". "812 pages in 27 s, until about 12:03:10", "next at 12:04:00, 45 pages in 4.5 s". */
export function describeAhead({ which, skipped, startsAt, endsAt, due, row }: AheadMark): string {
  const what = describeExpected(row);
  if (which === 'running') {
    return due ? `${what}, which have passed` : `${what}, until about ${formatClock(endsAt)}`;
  }
  const when = due ? 'next is due' : `next at ${formatClock(startsAt)}`;
  return `${when}, ${skipped ? 'skipped if nothing is written until then' : what}`;
}

/** By the names that the cycle strip has for them. */
export function figuresOfAhead({ which, skipped, row }: AheadMark): ShownFigures {
  const { predictedPages: pages = null, predictedSeconds: seconds = null } = row;
  if (skipped) return {};
  return which === 'running'
    ? { 'running-pages-total': pages, 'running-write-seconds': seconds }
    : { 'next-pages': pages, 'next-write-seconds': seconds };
}

function describeExpected({ predictedPages, predictedSeconds }: ChartRow): string {
  const seconds = formatSeconds(predictedSeconds ?? null);
  return predictedPages == null ? seconds : `${formatCounted(predictedPages, 'page')} in ${seconds}`;
}
