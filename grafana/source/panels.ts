import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Look } from './colors.ts';

export interface Query {
  readonly expr: string;
  /** As Grafana writes it: `{{label}}` becomes the label's value. */
  readonly legend: string;
}

interface PanelText {
  readonly title: string;
  readonly description: string;
  /** Grafana's id of the unit. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

export interface ChartSpec extends PanelText {
  readonly draw?: 'lines' | 'steps' | 'stacked' | 'bars';
  /** By the text in the legend. */
  readonly looks?: Readonly<Record<string, Look>>;
  readonly max?: number;
}

export interface StatSpec extends PanelText {
  readonly show?: 'value' | 'name';
  readonly looks?: Readonly<Record<string, Look>>;
}

type Panel = { build(): dashboard.Panel; gridPos(position: dashboard.GridPos): Panel; id(id: number): Panel };

export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** A chart over time: gaps stay gaps, nothing is smoothed. */
export function createChart(spec: ChartSpec): Panel {
  const draw = spec.draw ?? 'lines';
  const stacked = draw === 'stacked' || draw === 'bars';
  const panel = new TimeseriesBuilder()
    .title(spec.title)
    .description(spec.description)
    .unit(spec.unit)
    .datasource(DATASOURCE)
    .targets(createTargets(spec.queries))
    .min(0)
    .drawStyle(draw === 'bars' ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
    .lineInterpolation(
      draw === 'steps' ? common.LineInterpolation.StepAfter : common.LineInterpolation.Linear,
    )
    .lineWidth(draw === 'bars' ? 0 : 1)
    .fillOpacity(stacked ? 60 : 0)
    .showPoints(common.VisibilityMode.Never)
    .spanNulls(false)
    .stacking(
      new common.StackingConfigBuilder().mode(
        stacked ? common.StackingMode.Normal : common.StackingMode.None,
      ),
    )
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    );
  if (spec.max !== undefined) panel.max(spec.max);
  for (const [name, look] of Object.entries(spec.looks ?? {})) {
    panel.overrideByName(name, createLook(look, stacked));
  }
  return panel;
}

/** One figure: the last value. */
export function createStat(spec: StatSpec): Panel {
  const panel = new StatBuilder()
    .title(spec.title)
    .description(spec.description)
    .unit(spec.unit)
    .datasource(DATASOURCE)
    .targets(createTargets(spec.queries))
    .colorMode(common.BigValueColorMode.None)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(spec.show === 'name' ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false));
  for (const [name, look] of Object.entries(spec.looks ?? {})) {
    panel.overrideByName(name, createLook(look, true));
  }
  return panel;
}

function createTargets(queries: readonly Query[]): DataqueryBuilder[] {
  return queries.map(({ expr, legend }, i) =>
    new DataqueryBuilder()
      .refId(String.fromCodePoint(65 + i))
      .datasource(DATASOURCE)
      .expr(expr)
      .legendFormat(legend)
      .range(),
  );
}

function createLook({ color, dash }: Look, filled: boolean): dashboard.DynamicConfigValue[] {
  const fixed = { id: 'color', value: { mode: 'fixed', fixedColor: color } };
  if (filled || dash.length === 0) return [fixed];
  return [fixed, { id: 'custom.lineStyle', value: { fill: 'dash', dash: [...dash] } }];
}
