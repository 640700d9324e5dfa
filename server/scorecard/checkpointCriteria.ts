import { formatCount, formatNumber } from '../../domain/format.ts';
import { CRITERIA, meets } from '../../domain/criteria.ts';
import { median } from '../../domain/statistics.ts';
import { writeSecondsAtRealTime } from '../../model/pacing.ts';
import type { Criterion } from '../types.ts';
import type { Evidence } from './evidence.ts';
import { explainPagesOutOfReach } from './reach.ts';

/** Above it checkpoint_timeout would have to go below PostgreSQL's least, 30 s. */
const LARGEST_SCALE = 10;
/** Pages written in 30 s at 0.1 s a page. */
const MAX_SHORT_PAGES = 300;

const NONE_YET =
  'No checkpoint has yet begun and ended under this strategy; the first after a switch does not count.';
const SCATTERED =
  'Buffering saves pages only where a row changes often within one interval; scattered rows with indexed columns stay dirty pages, and take a narrow table of their own to vanish.';

export function judgeInterval(evidence: Evidence): Criterion {
  const { gapsMs, timeScale } = evidence;
  const gapMs = median(gapsMs);
  const minutes = gapMs === null ? null : (gapMs * timeScale) / 60_000;
  const criterion = {
    id: 'checkpoint-interval',
    title: 'Checkpoints are rare',
    target: `one every ${CRITERIA.checkpointMinutes.atLeast} to 60 min of workload time, or rarer`,
    measured: minutes === null ? 'not yet known' : `one every ${formatNumber(minutes, 1)} min`,
  };
  if (timeScale > LARGEST_SCALE) return { ...criterion, passed: null, reason: explainScale(timeScale) };
  if (minutes !== null && meets(CRITERIA.checkpointMinutes, minutes)) {
    const seen = gapsMs.length === 1 ? 'One interval was seen' : `Median of ${gapsMs.length} intervals`;
    return { ...criterion, passed: true, reason: `${seen} between checkpoints that were not asked for.` };
  }
  const { reachable, reason } = explainTimeout(evidence, gapMs);
  return { ...criterion, passed: minutes === null || !reachable ? null : false, reason };
}

/** Whether the settings leave it to strategy and load, and what else it takes: which checkpoint_timeout, for how long. */
function explainTimeout(
  evidence: Evidence,
  gapMs: number | null,
): { readonly reachable: boolean; readonly reason: string } {
  const { checkpointTimeoutSeconds: timeout, timeScale, profile } = evidence;
  const needed = (CRITERIA.checkpointMinutes.atLeast * 60) / timeScale;
  const patience = `then two intervals, ${formatMinutes(2 * needed)} of wall time, have to pass`;
  if (timeout === null) {
    return { reachable: false, reason: 'checkpoint_timeout is not known: PostgreSQL does not answer.' };
  }
  const now = `checkpoint_timeout is ${formatCount(timeout)} s, ${formatNumber((timeout * timeScale) / 60, 1)} min of workload time`;
  if (timeout >= needed) {
    const reason = `${now}, long enough: it is judged by intervals that nobody asked for and that were watched from end to end, so at the earliest ${formatMinutes(needed)} of wall time after the first checkpoint. More often than that, WAL forces them: max_wal_size is too small.`;
    return { reachable: true, reason };
  }
  const step = `For 30 min, set checkpoint_timeout to ${formatCount(needed)} s by hand; ${patience}.`;
  const calm = profile === 'default' ? ' The calm profile triples it.' : '';
  const reason = `No strategy can reach it with these settings: ${now}, and new rows write WAL in nearly every interval.${describeSkips(gapMs, timeout)}${calm} ${step}`;
  return { reachable: false, reason };
}

/** Checkpoints that are further apart than their timeout had skipped ones between them. */
const describeSkips = (gapMs: number | null, timeoutSeconds: number): string =>
  gapMs === null || gapMs < 1_500 * timeoutSeconds
    ? ''
    : ' Where nothing was written since the last one was complete, the next is skipped: that makes them as rare as measured.';

const formatMinutes = (seconds: number): string => `${formatNumber(seconds / 60, 1)} min`;

export function judgeDuration(evidence: Evidence): Criterion {
  const pages = listPages(evidence);
  const buffers = median(pages);
  const seconds = buffers === null ? null : writeSecondsAtRealTime(buffers);
  const passed = seconds === null ? null : meets(CRITERIA.checkpointSeconds, seconds);
  const rule =
    'PostgreSQL waits 0.1 s for each page, 270 s at the most: under 30 s means fewer than 300 pages.';
  return judgePages(evidence, MAX_SHORT_PAGES, {
    id: 'checkpoint-duration',
    title: 'Checkpoints are short',
    target: `< ${CRITERIA.checkpointSeconds.below} s at real time`,
    measured:
      seconds === null
        ? 'not yet known'
        : `${formatNumber(seconds, 1)} s at real time (${formatCount(buffers!)} pages)`,
    passed,
    reason: passed === true ? rule : `${rule} ${SCATTERED}`,
  });
}

export function judgeBuffers(evidence: Evidence): Criterion {
  const pages = listPages(evidence);
  const buffers = median(pages);
  const passed = buffers === null ? null : meets(CRITERIA.checkpointPages, buffers);
  return judgePages(evidence, CRITERIA.checkpointPages.below, {
    id: 'checkpoint-buffers',
    title: 'Checkpoints write few pages',
    target: `< ${CRITERIA.checkpointPages.below} buffers a checkpoint`,
    measured:
      buffers === null
        ? 'not yet known'
        : `${formatCount(buffers)} buffers, median of the last ${pages.length}`,
    passed,
    reason:
      passed === true
        ? 'Counts only checkpoints that this strategy filled and that nobody asked for.'
        : SCATTERED,
  });
}

/** Both criteria need a checkpoint, and a time scale at which one holds as much work as in real time. */
function judgePages(evidence: Evidence, mostPages: number, judged: Criterion): Criterion {
  const { timeScale } = evidence;
  if (timeScale > LARGEST_SCALE) return { ...judged, passed: null, reason: explainScale(timeScale) };
  if (judged.passed === null) return { ...judged, reason: NONE_YET };
  const outOfReach = judged.passed ? null : explainPagesOutOfReach(evidence, mostPages);
  return outOfReach === null ? judged : { ...judged, passed: null, reason: outOfReach };
}

const explainScale = (timeScale: number): string =>
  `Not at TIME_SCALE ${timeScale}: PostgreSQL takes no checkpoint_timeout below 30 s, so checkpoints are not compressed with the workload, and each holds more of it than in real time.`;

const listPages = ({ checkpoints }: Evidence): number[] =>
  checkpoints.flatMap(({ buffers }) => buffers ?? []);
