import { stringify } from 'yaml';
import { type Alert, createAlerts, toExpression } from './alerts.ts';
import { createRecordingRules } from './recordingRules.ts';
import type { Timing } from './timing.ts';

/** Where the runbooks are: a path in this repository, or an address given to `npm run verify -- grafana --docs`. */
export const DEFAULT_DOCS = 'docs/alerts.md';

const HEAD = '# Written by npm run verify -- grafana from grafana/source: change it there.\n';

export const toYaml = (value: unknown): string => HEAD + stringify(value, { lineWidth: 110 });

export function runbookOf({ name }: Alert, docs: string): string {
  return `${docs}#${name.toLowerCase()}`;
}

export function renderRecordingRules(timing: Timing): string {
  return toYaml({
    groups: [
      { name: 'breakwater', interval: timing.evaluationInterval, rules: createRecordingRules(timing) },
    ],
  });
}

export function renderAlerts(timing: Timing, docs: string): string {
  const rules = createAlerts(timing).map((alert) => ({
    alert: alert.name,
    expr: toExpression(alert),
    ...(alert.holdSeconds > 0 && { for: timing.hold(alert.holdSeconds) }),
    labels: { severity: alert.severity },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: runbookOf(alert, docs),
    },
  }));
  return toYaml({ groups: [{ name: 'breakwater-alerts', interval: timing.evaluationInterval, rules }] });
}
