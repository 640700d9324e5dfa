import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Dashboard,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { METRIC } from '../../domain/metricNames.ts';
import { GREY, SERIES_LOOKS } from './colors.ts';
import { type ChartSpec, createChart, createStat, DATASOURCE, type StatSpec } from './panels.ts';
import { maxOf, select, SERVER } from './promql.ts';
import { FILTER } from './selectors.ts';

/** Provisioned under provisioning/datasources with this uid; `${datasource}` in the dashboards may choose another. */
export const DATASOURCE_UID = 'breakwater-prometheus';

export const CHECKPOINTS_LINK = { uid: 'breakwater-checkpoints', title: 'Breakwater checkpoints' };
export const PIPELINE_LINK = { uid: 'breakwater-pipeline', title: 'Breakwater pipeline' };

const GRID_COLUMNS = 24;
const CHART_HEIGHT = 8;
const STAT_HEIGHT = 4;

export interface Section {
  readonly title: string;
  /** Side by side, in equal shares. */
  readonly stats?: readonly StatSpec[];
  /** Two in a row. */
  readonly charts?: readonly ChartSpec[];
}

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** The metric from which `instance` is chosen: every target of this dashboard has it. */
  readonly present: string;
  readonly other: { readonly uid: string; readonly title: string };
  /** Page of the web dashboard that shows the same. */
  readonly page: string;
  readonly sections: readonly Section[];
}

/** A classic (v1) dashboard: variables, marks and links alike for all, panels laid out from top to bottom. */
export function createDashboard(spec: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags(['breakwater'])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(createVariables(spec.present))
    .annotations(createMarks())
    .links(createLinks(spec));
  addSections(builder, spec.sections);
  return showControls(builder.build());
}

/** The SDK's only placement folds links and marks away in a menu; without one they are above the panels. */
function showControls(dashboard: Dashboard): Dashboard {
  for (const control of [...(dashboard.links ?? []), ...(dashboard.annotations?.list ?? [])]) {
    delete control.placement;
  }
  return dashboard;
}

function createVariables(present: string) {
  const query = (name: string, label: string, from: string) =>
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(DATASOURCE)
      .query({ query: from, refId: name })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .includeAll(true)
      .allValue('.*')
      .multi(true)
      .current({ text: 'All', value: '$__all' });
  return [
    new DatasourceVariableBuilder('datasource')
      .label('Data source')
      .type('prometheus')
      .current({ text: 'Prometheus', value: DATASOURCE_UID }),
    query('job', 'Job', `label_values(${present}, job)`),
    query('instance', 'Instance', `label_values(${present}{job=~"$job"}, instance)`),
    new TextBoxVariableBuilder('web').label('Web dashboard').defaultValue('http://127.0.0.1:3000'),
  ];
}

/** Running checkpoints as bands; switches of strategy, other marks and firing alerts as lines. */
function createMarks(): AnnotationQueryBuilder[] {
  const mark = (name: string, color: string, expr: string) =>
    new AnnotationQueryBuilder().name(name).datasource(DATASOURCE).enable(true).iconColor(color).expr(expr);
  const strategy = maxOf(select(METRIC.writeStrategy, ['job=~"$job"']), ['job', 'strategy']);
  const before = maxOf(`${select(METRIC.writeStrategy, ['job=~"$job"'])} offset $__interval`, [
    'job',
    'strategy',
  ]);
  return [
    mark(
      'Checkpoints',
      SERIES_LOOKS['pages']!.color,
      `${maxOf(select(METRIC.checkpointInProgress, FILTER), SERVER)} == 1`,
    )
      .titleFormat('Checkpoint')
      .step('10s'),
    mark('Strategy switches', GREY.color, `(${strategy} == 1) and (${before} == 0)`)
      .titleFormat('{{strategy}}')
      .step('10s'),
    mark(
      'Marks',
      GREY.color,
      `1000 * ${maxOf(select(METRIC.markTime, ['job=~"$job"', 'kind!="strategy"']), ['job', 'kind', 'text'])}`,
    )
      .titleFormat('{{text}}')
      .useValueForTime(true)
      .step('10s'),
    mark(
      'Alerts',
      SERIES_LOOKS['dead']!.color,
      'max by (alertname) (ALERTS{alertname=~"Breakwater.*", alertstate="firing"})',
    )
      .titleFormat('{{alertname}}')
      .enable(false),
  ];
}

function createLinks({ other, page }: DashboardSpec): DashboardLinkBuilder[] {
  return [
    new DashboardLinkBuilder(other.title)
      .type(DashboardLinkType.Link)
      .url(`/d/${other.uid}`)
      .keepTime(true)
      .includeVars(true),
    new DashboardLinkBuilder('Breakwater')
      .type(DashboardLinkType.Link)
      .tooltip('The same stretch of time in the web dashboard')
      .url(`\${web}${page}?from=\${__from}&to=\${__to}`)
      .targetBlank(true),
  ];
}

function addSections(builder: DashboardBuilder, sections: readonly Section[]): void {
  let id = 0;
  let top = 0;
  for (const { title, stats = [], charts = [] } of sections) {
    builder.withRow(new RowBuilder(title).id(++id).gridPos({ x: 0, y: top++, w: GRID_COLUMNS, h: 1 }));
    const share = GRID_COLUMNS / Math.max(1, stats.length);
    for (const [i, stat] of stats.entries()) {
      const position = { x: i * share, y: top, w: share, h: STAT_HEIGHT };
      builder.withPanel(createStat(stat).id(++id).gridPos(position));
    }
    if (stats.length > 0) top += STAT_HEIGHT;
    for (const [i, chart] of charts.entries()) {
      const fillsRow = i % 2 === 0 && i === charts.length - 1;
      const position = {
        x: i % 2 === 0 ? 0 : GRID_COLUMNS / 2,
        y: top,
        w: fillsRow ? GRID_COLUMNS : GRID_COLUMNS / 2,
        h: CHART_HEIGHT,
      };
      builder.withPanel(createChart(chart).id(++id).gridPos(position));
      if (fillsRow || i % 2 === 1) top += CHART_HEIGHT;
    }
  }
}
