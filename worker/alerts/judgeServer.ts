import { ALERT_LIMITS, ALERT_WINDOW_MINUTES, type ServerAlert } from '../../domain/alerts.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import type { CheckpointSettings } from '../../domain/postgres.ts';
import { type Judgement, percent, seconds, UNKNOWN } from './judgement.ts';
import type { WalRates } from './WalMeter.ts';

export interface ServerFactsNow {
  readonly now: number;
  readonly view: ObserverView;
  /** Newest last; null: not known. */
  readonly checkpoints: readonly ObservedCheckpoint[] | null;
  /** Null: not known. */
  readonly rates: WalRates | null;
}

const WINDOW_MS = ALERT_WINDOW_MINUTES * 60_000;
/** Older ones than this number of checkpoint_timeouts are not judged. */
const MAX_AGE_CYCLES = 2.5;

/** The alerts about a server, by what the observer sees, as grafana/source/alerts.ts has them for Prometheus. */
export function judgeServer(facts: ServerFactsNow): Readonly<Record<ServerAlert, Judgement>> {
  const { status, settings } = facts.view;
  const isSeen = status.connected && settings !== null;
  return {
    BreakwaterCheckpointsForcedByWal: judgeForced(facts),
    ...judgeLast(facts),
    BreakwaterCheckpointsStalled: isSeen ? judgeStalled(facts, settings) : UNKNOWN,
    BreakwaterFullPageImagesDominateWal: isSeen ? judgeImages(facts, settings) : UNKNOWN,
    BreakwaterObserverBlind: isStarting(status)
      ? UNKNOWN
      : {
          holds: !status.connected,
          value: status.connected ? 'connected' : `not connected (${status.code})`,
          threshold: 'connected',
        },
  };
}

/** The first connection has neither succeeded nor failed. */
const isStarting = (status: ObserverView['status']): boolean =>
  !status.connected && status.code === 'not yet';

function judgeForced({ now, checkpoints }: ServerFactsNow): Judgement {
  if (checkpoints === null) return UNKNOWN;
  const forced = checkpoints
    .filter(({ endedAt, skipped }) => !skipped && endedAt > now - WINDOW_MS)
    .flatMap(({ cause, causes }) => causes ?? [cause])
    .filter((cause) => cause === 'wal').length;
  return {
    holds: forced > ALERT_LIMITS.forcedByWal,
    value: `${forced} in ${ALERT_WINDOW_MINUTES} min`,
    threshold: `more than ${Math.floor(ALERT_LIMITS.forcedByWal)} in ${ALERT_WINDOW_MINUTES} min`,
  };
}

/** By the last checkpoint whose times are its own. */
function judgeLast({ now, checkpoints }: ServerFactsNow) {
  const last = checkpoints?.findLast(({ skipped, merged }) => !skipped && merged === 1);
  const { writeSeconds = null, syncSeconds = null } = last ?? {};
  // One of last week says nothing of today.
  const isOld =
    last !== undefined &&
    last.endedAt < now - Math.max(WINDOW_MS, MAX_AGE_CYCLES * 1_000 * last.checkpointTimeoutSeconds);
  if (last !== undefined && isOld) {
    const over = { holds: false, value: 'no checkpoint lately', threshold: '' };
    return { BreakwaterCheckpointOverran: over, BreakwaterCheckpointSyncSlow: over };
  }
  if (last === undefined || writeSeconds === null || syncSeconds === null) {
    return { BreakwaterCheckpointOverran: UNKNOWN, BreakwaterCheckpointSyncSlow: UNKNOWN };
  }
  const share = (writeSeconds + syncSeconds) / last.checkpointTimeoutSeconds;
  return {
    BreakwaterCheckpointOverran: {
      holds: share > ALERT_LIMITS.shareOfInterval,
      value: `${percent(share)} of checkpoint_timeout`,
      threshold: `more than ${percent(ALERT_LIMITS.shareOfInterval)}`,
    },
    BreakwaterCheckpointSyncSlow: {
      holds: syncSeconds > ALERT_LIMITS.syncSeconds,
      value: seconds(syncSeconds),
      threshold: `more than ${seconds(ALERT_LIMITS.syncSeconds)}`,
    },
  };
}

function judgeStalled({ view, checkpoints }: ServerFactsNow, settings: CheckpointSettings): Judgement {
  const { sample } = view;
  if (sample === null || checkpoints === null) return UNKNOWN;
  const skippedAt = checkpoints.findLast(({ skipped }) => skipped)?.endedAt ?? 0;
  const age = (sample.at - Math.max(sample.checkpointTime, skippedAt)) / 1_000;
  const limit = ALERT_LIMITS.stalledIntervals * settings.checkpointTimeoutSeconds;
  const hasWritten = sample.walLsn - sample.redoLsn > settings.segmentBytes;
  return {
    holds: age > limit && hasWritten,
    value: `the last one began ${seconds(Math.round(age))} ago`,
    threshold: `more than ${seconds(limit)} ago, with more than a segment of WAL since`,
  };
}

function judgeImages({ view, rates }: ServerFactsNow, settings: CheckpointSettings): Judgement {
  if (rates === null || view.walTriggerBytes === null) return UNKNOWN;
  const written = rates.walBytesPerSecond * settings.checkpointTimeoutSeconds;
  const isNear = written > ALERT_LIMITS.walOfTrigger * view.walTriggerBytes;
  return {
    holds: rates.fullPageShare > ALERT_LIMITS.fullPageShare && isNear,
    value: `up to ${percent(rates.fullPageShare)} of WAL`,
    threshold: `more than ${percent(ALERT_LIMITS.fullPageShare)}`,
  };
}
