export type AlertSeverity = 'critical' | 'warning' | 'info';

/** What an alert is called, and how long its condition must hold. */
export interface AlertWords {
  readonly severity: AlertSeverity;
  readonly holdSeconds: number;
  readonly summary: string;
}

/** At least two checkpoint_timeout of the default 5 minutes. */
export const ALERT_WINDOW_MINUTES = 30;
/** For what should not happen at all. */
export const SHORT_ALERT_WINDOW_MINUTES = 5;

/** What Prometheus' rules and the webhook share. */
export const ALERT_LIMITS = {
  /** Checkpoints that WAL forced within the window. Above 1: increase() extrapolates, and one may show as a little more. */
  forcedByWal: 1.5,
  /** Of checkpoint_timeout that the last checkpoint took. */
  shareOfInterval: 0.98,
  syncSeconds: 5,
  /** In units of checkpoint_timeout, since the last completed one began. */
  stalledIntervals: 2.5,
  /** Of WAL that is full-page images, at the most. */
  fullPageShare: 0.5,
  /** Of the WAL that forces a checkpoint, what is written in one checkpoint_timeout. */
  walOfTrigger: 0.25,
  /** Sync intervals that an update waits, or that no sync has ended well. */
  syncIntervals: 2,
  /** Beyond these intervals: a run takes its time. */
  syncGraceSeconds: 60,
} as const;

/** Of any server that is observed. */
export const SERVER_ALERTS = {
  BreakwaterCheckpointsForcedByWal: {
    severity: 'warning',
    holdSeconds: 0,
    summary: 'WAL forces checkpoints before their time',
  },
  BreakwaterCheckpointOverran: {
    severity: 'warning',
    holdSeconds: 0,
    summary: 'A checkpoint took its whole interval',
  },
  BreakwaterCheckpointSyncSlow: {
    severity: 'warning',
    holdSeconds: 0,
    summary: 'fsync at the end of a checkpoint is slow',
  },
  BreakwaterCheckpointsStalled: {
    severity: 'critical',
    holdSeconds: 60,
    summary: 'No checkpoint completes, and WAL grows',
  },
  BreakwaterFullPageImagesDominateWal: {
    severity: 'info',
    holdSeconds: 900,
    summary: 'More than half of WAL is full-page images',
  },
  BreakwaterObserverBlind: {
    severity: 'warning',
    holdSeconds: 120,
    summary: 'The observer does not see PostgreSQL',
  },
} as const satisfies Readonly<Record<string, AlertWords>>;
export type ServerAlert = keyof typeof SERVER_ALERTS;
export const SERVER_ALERT_NAMES = Object.keys(SERVER_ALERTS) as readonly ServerAlert[];

/** Of the write pipeline. */
export const PIPELINE_ALERTS = {
  BreakwaterBufferNotDraining: {
    severity: 'critical',
    holdSeconds: 60,
    summary: 'Buffered updates wait longer than two sync intervals',
  },
  BreakwaterSyncFailing: { severity: 'critical', holdSeconds: 0, summary: 'The sync job fails' },
  BreakwaterLedgerImbalance: {
    severity: 'critical',
    holdSeconds: 60,
    summary: 'Accepted updates cannot be accounted for',
  },
  BreakwaterDeadLetters: { severity: 'warning', holdSeconds: 0, summary: 'PostgreSQL refused rows' },
  BreakwaterRecordsNotFound: {
    severity: 'info',
    holdSeconds: 300,
    summary: 'Rows are looked for before they exist',
  },
} as const satisfies Readonly<Record<string, AlertWords>>;
export type PipelineAlert = keyof typeof PIPELINE_ALERTS;
export const PIPELINE_ALERT_NAMES = Object.keys(PIPELINE_ALERTS) as readonly PipelineAlert[];

/** What a webhook may say. */
export const ALERTS = { ...SERVER_ALERTS, ...PIPELINE_ALERTS } as const;
export type AlertName = keyof typeof ALERTS;
export const ALERT_NAMES = Object.keys(ALERTS) as readonly AlertName[];
