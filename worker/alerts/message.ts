import { type AlertName, ALERTS, type AlertSeverity } from '../../domain/alerts.ts';

/** What is known of an alert whose condition holds, or held when that was last said. Times in ms. */
export interface AlertState {
  /** Since when its condition holds. */
  readonly since: number;
  readonly isFiring: boolean;
  /** When it was last said that it fires; null: never. */
  readonly saidAt: number | null;
  /** Null while the condition holds. */
  readonly endedAt: number | null;
  readonly value: string;
  readonly threshold: string;
}

/** What is posted; Slack, Mattermost and others show `text`. */
export interface AlertMessage {
  readonly text: string;
  readonly name: AlertName;
  readonly state: 'firing' | 'resolved';
  readonly server: string;
  readonly severity: AlertSeverity;
  readonly summary: string;
  /** ISO 8601. */
  readonly since: string;
  /** Null while it fires. */
  readonly endedAt: string | null;
  readonly value: string;
  readonly threshold: string;
  readonly link: string | null;
}

export function createMessage(
  name: AlertName,
  { since, endedAt, value, threshold }: AlertState,
  { server, link }: { readonly server: string; readonly link: string | null },
): AlertMessage {
  const { severity, summary } = ALERTS[name];
  const state = endedAt === null ? 'firing' : 'resolved';
  const what =
    endedAt === null
      ? `[${severity}] ${server}: ${summary}. ${value} (alert: ${threshold}), since ${toIso(since)}.`
      : `[resolved] ${server}: ${summary}. It lasted from ${toIso(since)} to ${toIso(endedAt)}.`;
  return {
    text: `${what} ${name}${link === null ? '' : ` ${link}`}`,
    name,
    state,
    server,
    severity,
    summary,
    since: toIso(since),
    endedAt: endedAt === null ? null : toIso(endedAt),
    value,
    threshold,
    link,
  };
}

const toIso = (at: number): string => new Date(at).toISOString();
