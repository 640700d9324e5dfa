import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { readFileSync } from 'node:fs';
import { createAlerts } from '../../../grafana/source/alerts.ts';
import { createRecordingRules } from '../../../grafana/source/recordingRules.ts';
import type { Timing } from '../../../grafana/source/timing.ts';

export interface Expression {
  /** Its place, in words. */
  readonly where: string;
  readonly expr: string;
}

export const DASHBOARDS = ['pipeline', 'checkpoints'] as const;

export function readDashboard(name: (typeof DASHBOARDS)[number]): Dashboard {
  const file = new URL(`../../../grafana/dashboards/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
}

/** Rows have no picture of their own. */
export const readPanels = (dashboard: Dashboard): readonly Panel[] => dashboard.panels ?? [];

export const targetsOf = (panel: Panel): readonly { readonly expr: string }[] =>
  (panel.targets ?? []) as unknown as { readonly expr: string }[];

/** The expressions of every panel, mark, rule and alert; of an alert both sides of each comparison, which must have values. */
export function listExpressions(timing: Timing): readonly Expression[] {
  return [
    ...DASHBOARDS.flatMap((name) => listOfDashboard(readDashboard(name))),
    ...createRecordingRules(timing).map(({ record, expr }) => ({ where: `rule ${record}`, expr })),
    ...createAlerts(timing).flatMap(({ name, when }) =>
      when.flatMap(({ left, right }) => [
        { where: `alert ${name}, left`, expr: left },
        { where: `alert ${name}, right`, expr: String(right) },
      ]),
    ),
  ];
}

function listOfDashboard(dashboard: Dashboard): readonly Expression[] {
  const panels = readPanels(dashboard).flatMap((panel) =>
    targetsOf(panel).map(({ expr }) => ({ where: `${dashboard.title}: ${panel.title}`, expr })),
  );
  const marks = (dashboard.annotations?.list ?? []).map(({ name, expr }) => ({
    where: `${dashboard.title}: mark ${name}`,
    expr: expr ?? '',
  }));
  return [...panels, ...marks];
}

/** As Grafana fills the variables in, with everything chosen. */
export function fillIn(expr: string, windows: { readonly rate: string; readonly range: string }): string {
  return expr
    .replaceAll('$__rate_interval', windows.rate)
    .replaceAll('$__interval', '5s')
    .replaceAll('$__range', windows.range)
    .replaceAll(/\$(job|instance)\b/g, '.*');
}
