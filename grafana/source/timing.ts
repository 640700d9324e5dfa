import { ALERT_LIMITS, ALERT_WINDOW_MINUTES, SHORT_ALERT_WINDOW_MINUTES } from '../../domain/alerts.ts';

/** The durations in rules and alerts, so that a check can shorten all of them alike. */
export interface Timing {
  readonly evaluationInterval: string;
  /** For rates that people look at. */
  readonly window: string;
  /** At least two checkpoint_timeout of the default 5 minutes. */
  readonly longWindow: string;
  /** How long a condition must hold, from what it is in production. */
  readonly hold: (seconds: number) => string;
  /** Patience beyond two sync intervals, for a run that takes long. */
  readonly graceSeconds: number;
}

export const PRODUCTION: Timing = {
  evaluationInterval: '15s',
  window: `${SHORT_ALERT_WINDOW_MINUTES}m`,
  longWindow: `${ALERT_WINDOW_MINUTES}m`,
  hold: (seconds) => (seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`),
  graceSeconds: ALERT_LIMITS.syncGraceSeconds,
};
