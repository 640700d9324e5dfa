import { ALERT_LIMITS, type AlertSeverity, PIPELINE_ALERTS, SERVER_ALERTS } from '../../domain/alerts.ts';
import { METRIC } from '../../domain/metricNames.ts';
import { increase, JOB, maxOf, select, SERVER, setting, sumOf } from './promql.ts';
import { RECORDED } from './recordingRules.ts';
import type { Timing } from './timing.ts';

/** One comparison. Both sides are expressions that always have a value, so that silence differs from blindness. */
export interface Condition {
  readonly left: string;
  readonly is: '>' | '<' | '!=';
  readonly right: string | number;
}

export interface Alert {
  readonly name: string;
  readonly severity: AlertSeverity;
  /** All must hold, for the same labels. */
  readonly when: readonly Condition[];
  readonly holdSeconds: number;
  readonly summary: string;
  /** What it means and what to do first; the page behind the link says more. */
  readonly description: string;
}

const timeout = setting('checkpoint_timeout_seconds');
const segment = setting('wal_segment_size_bytes');
const interval = maxOf(METRIC.syncInterval, JOB);

/** As PromQL. */
export function toExpression({ when }: Alert): string {
  return when.map(({ left, is, right }) => `${left} ${is} ${right}`).join('\nand\n');
}

export function createAlerts(timing: Timing): readonly Alert[] {
  return [...createCheckpointAlerts(timing), WAL_ALERT, ...createBufferAlerts(timing), ...COLLECTOR_ALERTS];
}

function createCheckpointAlerts({ longWindow }: Timing): readonly Alert[] {
  const forced = select(METRIC.checkpoints, ['cause="wal"', 'outcome="done"']);
  const lastSeen = `{__name__=~"${METRIC.checkpointLastStart}|${METRIC.checkpointLastSkipped}"}`;
  return [
    {
      name: 'BreakwaterCheckpointsForcedByWal',
      ...SERVER_ALERTS.BreakwaterCheckpointsForcedByWal,
      when: [{ left: maxOf(increase(forced, longWindow), SERVER), is: '>', right: ALERT_LIMITS.forcedByWal }],
      description: `{{ $value | printf "%.0f" }} checkpoints in ${longWindow} came because WAL reached max_wal_size, not timed. Each one starts another round of full-page images. Raise max_wal_size, or write less.`,
    },
    {
      name: 'BreakwaterCheckpointOverran',
      ...SERVER_ALERTS.BreakwaterCheckpointOverran,
      when: [{ left: RECORDED.checkpointOfInterval, is: '>', right: ALERT_LIMITS.shareOfInterval }],
      description:
        'The last checkpoint took {{ $value | humanizePercentage }} of checkpoint_timeout. Pacing ends at checkpoint_completion_target; beyond it the storage could not keep up, and the next checkpoint follows at once.',
    },
    {
      name: 'BreakwaterCheckpointSyncSlow',
      ...SERVER_ALERTS.BreakwaterCheckpointSyncSlow,
      when: [
        {
          left: maxOf(select(METRIC.checkpointLastDuration, ['phase="sync"']), SERVER),
          is: '>',
          right: ALERT_LIMITS.syncSeconds,
        },
      ],
      description:
        'The last checkpoint spent {{ $value | humanizeDuration }} in fsync. Commits wait while it lasts: look at the storage, and at what else writes to it.',
    },
    {
      name: 'BreakwaterCheckpointsStalled',
      ...SERVER_ALERTS.BreakwaterCheckpointsStalled,
      when: [
        {
          left: `time() - ${maxOf(lastSeen, SERVER)}`,
          is: '>',
          right: `${ALERT_LIMITS.stalledIntervals} * ${timeout}`,
        },
        { left: maxOf(METRIC.walSinceRedo, SERVER), is: '>', right: segment },
        { left: maxOf(METRIC.observerConnected, SERVER), is: '>', right: 0 },
      ],
      description:
        'The last completed checkpoint began {{ $value | humanizeDuration }} ago, more than 2.5 checkpoint_timeout, and WAL has been written since. Crash recovery gets longer and WAL fills the disk.',
    },
  ];
}

function createBufferAlerts({ window, longWindow, graceSeconds }: Timing): readonly Alert[] {
  const overdue = `${ALERT_LIMITS.syncIntervals} * ${interval} + ${graceSeconds}`;
  return [
    {
      name: 'BreakwaterBufferNotDraining',
      ...PIPELINE_ALERTS.BreakwaterBufferNotDraining,
      when: [{ left: RECORDED.oldestAge, is: '>', right: overdue }],
      description:
        'The oldest buffered update has waited {{ $value | humanizeDuration }}. Nothing is lost, but PostgreSQL falls behind and the buffer grows in Redis. Look for a lock on the written rows and at the log of the sync job.',
    },
    {
      name: 'BreakwaterSyncFailing',
      ...PIPELINE_ALERTS.BreakwaterSyncFailing,
      when: [
        { left: sumOf(increase(METRIC.syncFailures, longWindow), JOB), is: '>', right: 0 },
        { left: `time() - ${maxOf(METRIC.syncLastSuccess, JOB)}`, is: '>', right: overdue },
      ],
      description:
        'The sync job failed {{ $value | printf "%.0f" }} times and has not ended well for more than two intervals. The buffer keeps everything; is PostgreSQL up, and does it let the role write?',
    },
    {
      name: 'BreakwaterLedgerImbalance',
      ...PIPELINE_ALERTS.BreakwaterLedgerImbalance,
      when: [{ left: maxOf(`abs(${METRIC.bufferImbalance})`, JOB), is: '>', right: 0 }],
      description:
        '{{ $value | printf "%.0f" }} accepted updates are neither written, merged, waiting, parked nor dead. Redis lost what it had acknowledged: look at its AOF and at restarts.',
    },
    {
      name: 'BreakwaterDeadLetters',
      ...PIPELINE_ALERTS.BreakwaterDeadLetters,
      when: [{ left: maxOf(METRIC.bufferDead, JOB), is: '>', right: 0 }],
      description:
        '{{ $value | printf "%.0f" }} dead letters wait for a decision: npm run buffer -- list, then replay or discard.',
    },
    {
      name: 'BreakwaterRecordsNotFound',
      ...PIPELINE_ALERTS.BreakwaterRecordsNotFound,
      when: [{ left: sumOf(increase(METRIC.recordNotFound, window), JOB), is: '>', right: 0 }],
      description:
        '{{ $value | printf "%.0f" }} look-ups met no row. They are tried again and nothing is lost; under buffer-all that is what the strategy does, under any other it is a reason to look.',
    },
  ];
}

const WAL_ALERT: Alert = {
  name: 'BreakwaterFullPageImagesDominateWal',
  ...SERVER_ALERTS.BreakwaterFullPageImagesDominateWal,
  when: [
    { left: RECORDED.fullPageShare, is: '>', right: ALERT_LIMITS.fullPageShare },
    {
      left: `${RECORDED.walRate} * ${timeout}`,
      is: '>',
      right: `${ALERT_LIMITS.walOfTrigger} * ${maxOf(METRIC.walTrigger, SERVER)}`,
    },
  ],
  description:
    'Full-page images are up to {{ $value | humanizePercentage }} of WAL, at a rate that comes within reach of forcing checkpoints. Fewer checkpoints (a longer checkpoint_timeout), wal_compression, or updates in fewer pages make it less.',
};

const COLLECTOR_ALERTS: readonly Alert[] = [
  {
    name: 'BreakwaterObserverBlind',
    ...SERVER_ALERTS.BreakwaterObserverBlind,
    when: [{ left: maxOf(METRIC.observerConnected, [...SERVER, 'instance']), is: '<', right: 1 }],
    description:
      '{{ $labels.instance }} cannot read the watched server: every breakwater_pg_ figure is as old as that. The log has the SQLSTATE.',
  },
  {
    name: 'BreakwaterTargetDown',
    severity: 'critical',
    when: [{ left: 'up{job=~"breakwater.*"}', is: '<', right: 1 }],
    holdSeconds: 120,
    summary: 'Prometheus cannot scrape Breakwater',
    description: '{{ $labels.instance }} does not answer: it is down, or no other alert can fire for it.',
  },
];
