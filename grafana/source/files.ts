import { renderAlertTests } from './alertCases.ts';
import { CHECKPOINTS } from './checkpoints.ts';
import { renderGrafanaAlerts } from './grafanaAlerts.ts';
import { createDashboard } from './layout.ts';
import { PIPELINE } from './pipeline.ts';
import { renderRecordingTests } from './recordingCases.ts';
import { renderAlerts, renderRecordingRules } from './prometheusFiles.ts';
import { PRODUCTION } from './timing.ts';

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file below grafana/, by its path there. */
export function renderFiles(docs: string): Readonly<Record<string, string>> {
  return {
    'dashboards/pipeline.json': toJson(createDashboard(PIPELINE)),
    'dashboards/checkpoints.json': toJson(createDashboard(CHECKPOINTS)),
    'prometheus/rules/recording.yml': renderRecordingRules(PRODUCTION),
    'prometheus/rules/alerts.yml': renderAlerts(PRODUCTION, docs),
    'prometheus/tests/alerts.yml': renderAlertTests(),
    'prometheus/tests/recording.yml': renderRecordingTests(),
    'provisioning/alerting/breakwater.yml': renderGrafanaAlerts(docs),
  };
}
