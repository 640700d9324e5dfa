import type { ObserverView } from '../../../domain/observerView.ts';
import type { NextCheckpoint, RunningCheckpoint } from '../../../domain/checkpoints.ts';
import {
  formatBytes,
  formatClockSpan,
  formatCount,
  formatCounted,
  formatSeconds,
  formatShare,
} from '../format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import type { ShownFigures } from '../ui/publishFigures.ts';

/** The current cycle, from the start of the last checkpoint to that of the next. */
export interface Cycle {
  /** Elapsed share of checkpoint_timeout; null: not known. */
  readonly timeShare: number | null;
  readonly walShare: number | null;
  readonly timeText: string;
  readonly walText: string;
}

export function describeCycle(view: ObserverView): Cycle {
  const { running, next, settings, sample, walTriggerBytes } = view;
  const timeout = settings?.checkpointTimeoutSeconds ?? null;
  const walBytes = sample === null ? null : Math.max(0, sample.walLsn - sample.redoLsn);
  const timeShare = running?.timeShare ?? next?.timeShare ?? null;
  const walShare = running?.walShare ?? (walBytes === null ? null : divide(walBytes, walTriggerBytes));
  return {
    timeShare,
    walShare,
    timeText: `${formatShare(timeShare)} of ${formatSeconds(timeout)}`,
    walText: `${formatShare(walShare)} of ${formatBytes(walTriggerBytes)}`,
  };
}

const divide = (part: number, whole: number | null): number | null =>
  whole === null || whole === 0 ? null : part / whole;

/** "512 of 812 pages, about 18 s left"; `connected`: false where this is what was last seen. */
export function describeProgress(running: RunningCheckpoint, connected: boolean): string {
  const { phase, buffersWritten, buffersTotal, joined } = running;
  const of = buffersTotal === null ? '' : ` of ${formatCount(buffersTotal)}`;
  const pages = `${formatCount(buffersWritten)}${of} pages${joined ? ' since it was seen' : ''}`;
  if (phase === 'syncing') return `${pages}; syncing files to disk`;
  return `${pages}${connected ? describeLeft(running) : ''}`;
}

export const figuresOfRunning = ({
  buffersWritten,
  buffersTotal,
  joined,
}: RunningCheckpoint): ShownFigures => ({
  // One that is seen from its middle on is counted from there.
  ...(joined ? {} : { 'running-pages-written': buffersWritten }),
  'running-pages-total': buffersTotal,
});

/** It never has no time left while it goes on. */
function describeLeft({ etaSeconds, predicted }: RunningCheckpoint): string {
  if (etaSeconds === null) return predicted === null ? '' : ', longer than predicted';
  return etaSeconds < 1 ? ', done any moment' : `, about ${formatSeconds(Math.round(etaSeconds))} left`;
}

/** "timed", with "probably" where it is inferred. */
export const describeCause = ({ cause, inferred }: Pick<RunningCheckpoint, 'cause' | 'inferred'>): string =>
  `${inferred ? 'probably ' : ''}${CAUSE_IDENTITY[cause].label}`;

/** "Next in 3:12: 41 pages (30 dirty now), about 4.1 s"; or on what condition it is skipped: a sync may come before it. */
export function describeNext(next: NextCheckpoint): string {
  const start = `Next in ${formatClockSpan(next.inSeconds)}`;
  if (next.skipped) return `${start}: skipped if nothing is written until then`;
  const by = next.cause === 'wal' ? ', forced by WAL' : '';
  const now = next.dirtyBuffers === null ? '' : ` (${formatCount(next.dirtyBuffers)} dirty now)`;
  const pages = `${formatCounted(next.buffers, 'page')}${now}`;
  return `${start}${by}: ${pages}, about ${formatSeconds(next.writeSeconds)} of writing`;
}

export const figuresOfNext = ({
  skipped,
  dirtyBuffers,
  buffers,
  writeSeconds,
}: NextCheckpoint): ShownFigures =>
  skipped ? {} : { 'dirty-pages': dirtyBuffers, 'next-pages': buffers, 'next-write-seconds': writeSeconds };
