import { type Alert, createAlerts, toExpression } from './alerts.ts';
import { DATASOURCE_UID } from './layout.ts';
import { runbookOf, toYaml } from './prometheusFiles.ts';
import { PRODUCTION } from './timing.ts';

const LOOK_BACK_SECONDS = 600;

/**
 * The alerts once more, for Grafana to evaluate: its contact points then notify people, without an Alertmanager. A series
 * in the answer is an alert, whatever its value; no series is none.
 */
export function renderGrafanaAlerts(docs: string): string {
  const rules = createAlerts(PRODUCTION).map((alert) => createRule(alert, docs));
  return toYaml({
    apiVersion: 1,
    groups: [{ orgId: 1, name: 'breakwater', folder: 'Breakwater', interval: '1m', rules }],
  });
}

function createRule(alert: Alert, docs: string): object {
  return {
    uid: toUid(alert.name),
    title: alert.name,
    condition: 'C',
    data: [createQuery(alert), createFiring()],
    noDataState: 'OK',
    execErrState: 'Error',
    for: PRODUCTION.hold(alert.holdSeconds),
    annotations: {
      summary: alert.summary,
      // $values.A is what Prometheus calls $value.
      description: alert.description.replaceAll('$value', '$values.A.Value'),
      runbook_url: runbookOf(alert, docs),
    },
    labels: { severity: alert.severity },
  };
}

function createQuery(alert: Alert): object {
  return {
    refId: 'A',
    datasourceUid: DATASOURCE_UID,
    relativeTimeRange: { from: LOOK_BACK_SECONDS, to: 0 },
    model: { refId: 'A', expr: toExpression(alert), instant: true, range: false },
  };
}

function createFiring(): object {
  return {
    refId: 'C',
    datasourceUid: '__expr__',
    model: { refId: 'C', type: 'math', expression: 'is_number($A)' },
  };
}

/** Grafana takes 40 characters. */
function toUid(name: string): string {
  return name
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase()
    .slice(0, 40);
}
