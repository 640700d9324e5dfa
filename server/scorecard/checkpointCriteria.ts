import { predictWriteSeconds } from '../../model/pacing.ts';
import type { Criterion } from '../types.ts';
import { type Evidence, format, median } from './evidence.ts';

/** PostgreSQL's defaults at real time: the durations that the fix was judged by. */
const REAL_TIME = { checkpointTimeoutSeconds: 300, completionTarget: 0.9 };
/** Above it checkpoint_timeout would have to go below PostgreSQL's least, 30 s. */
const LARGEST_SCALE = 10;
const LEAST_MINUTES = 30;
const MOST_SECONDS = 30;
const MOST_BUFFERS = 500;

const NONE_YET =
  'No checkpoint yet that began and ran under this strategy alone; the first after a switch does not count.';
const SCATTERED =
  'Buffering saves pages only where a row changes often within one interval; scattered rows with indexed columns stay dirty pages, and take a narrow table of their own to vanish.';

export function judgeInterval(evidence: Evidence): Criterion {
  const { checkpoints, timeScale, checkpointTimeoutSeconds } = evidence;
  const gaps = checkpoints.slice(1).map(({ startedAt }, i) => startedAt - checkpoints[i]!.startedAt);
  const gapMs = median(gaps);
  const minutes = gapMs === null ? null : (gapMs * timeScale) / 60_000;
  const criterion = {
    id: 'checkpoint-interval',
    title: 'Checkpoints are rare',
    target: 'one every 30 to 60 min of workload time, or rarer',
    measured: minutes === null ? 'not yet known' : `one every ${format(minutes, 1)} min`,
  };
  if (timeScale > LARGEST_SCALE) {
    const reason = `Not at TIME_SCALE ${timeScale}: PostgreSQL takes no checkpoint_timeout below 30 s, so checkpoints are not compressed with the workload.`;
    return { ...criterion, passed: null, reason };
  }
  if (minutes === null) {
    return { ...criterion, passed: null, reason: 'Two checkpoints under this strategy are needed.' };
  }
  const timeout =
    checkpointTimeoutSeconds === null
      ? ''
      : ` (now ${format((checkpointTimeoutSeconds * timeScale) / 60, 1)} min of workload time)`;
  return {
    ...criterion,
    passed: minutes >= LEAST_MINUTES,
    reason: `Buffering alone cannot reach it: new rows write WAL in every interval, so a checkpoint starts each checkpoint_timeout${timeout}; that has to be raised too.`,
  };
}

export function judgeDuration(evidence: Evidence): Criterion {
  const buffers = medianBuffers(evidence);
  const seconds = buffers === null ? null : predictWriteSeconds(buffers, REAL_TIME);
  return {
    id: 'checkpoint-duration',
    title: 'Checkpoints are short',
    target: '< 30 s at real time',
    measured:
      seconds === null ? 'not yet known' : `${format(seconds, 1)} s at real time (${format(buffers!)} pages)`,
    passed: seconds === null ? null : seconds < MOST_SECONDS,
    reason:
      seconds === null
        ? NONE_YET
        : `PostgreSQL waits 0.1 s for each page, 270 s at the most: under 30 s means fewer than 300 pages. ${SCATTERED}`,
  };
}

export function judgeBuffers(evidence: Evidence): Criterion {
  const buffers = medianBuffers(evidence);
  return {
    id: 'checkpoint-buffers',
    title: 'Checkpoints write few pages',
    target: '< 500 buffers a checkpoint',
    measured:
      buffers === null
        ? 'not yet known'
        : `${format(buffers)} buffers, median of the last ${evidence.checkpoints.length}`,
    passed: buffers === null ? null : buffers < MOST_BUFFERS,
    reason: buffers === null ? NONE_YET : SCATTERED,
  };
}

const medianBuffers = ({ checkpoints }: Evidence): number | null =>
  median(checkpoints.flatMap(({ buffers }) => buffers ?? []));
