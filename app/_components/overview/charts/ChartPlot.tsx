'use client';

import { memo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from 'recharts';
import { formatClock, formatSeconds, formatShortClock } from '../../format.ts';
import type { ChartRow } from './chartRows.ts';
import { type ChartSpec, isEventKind, type SeriesSpec } from './chartSpecs.ts';
import { PLOT, plotWidth, type TimeWindow } from './geometry.ts';
import { hideFlatZeros } from './hideFlatZeros.ts';
import { MarkLayer } from './MarkLayer.tsx';
import { createTimeTicks } from './timeTicks.ts';

const LABEL = { fontSize: 11, fill: 'var(--muted)' } as const;
const PIXELS_PER_TICK = 72;

export interface ChartPlotProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  /** What is expected. */
  readonly ahead: readonly ChartRow[];
  readonly window: TimeWindow;
  readonly width: number;
}

/** Axes and series. Everything that reacts to a person lies above, in PlotOverlay. */
export const ChartPlot = memo(function ChartPlot(props: ChartPlotProps) {
  const { spec, rows, window, width } = props;
  const { from, to } = window;
  const { ticks, seconds } = createTimeTicks(from, to, plotWidth(width) / PIXELS_PER_TICK);
  const stacked = spec.series.filter(({ kind }) => kind === 'stack').map(({ key }) => key);
  const drawn = stacked.length === 0 ? rows : hideFlatZeros(rows, stacked);
  const plateau = rows.findLast((row) => row['plateau'] != null)?.['plateau'];
  const leftMark = findLargestMark(props, 'left');
  const rightMark = findLargestMark(props, 'right') ?? 0;
  const hasRight = spec.formatRight !== undefined;
  return (
    <ComposedChart
      width={width}
      height={PLOT.height}
      data={drawn}
      margin={{ top: PLOT.top, right: hasRight ? 0 : PLOT.right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        type="number"
        domain={[from, to]}
        allowDataOverflow
        ticks={ticks}
        interval={0}
        height={PLOT.bottom}
        tick={LABEL}
        tickFormatter={seconds ? formatClock : formatShortClock}
        stroke="var(--strong-line)"
      />
      <YAxis
        yAxisId="left"
        width={PLOT.left}
        tick={LABEL}
        tickCount={4}
        tickFormatter={spec.formatLeft}
        stroke="var(--strong-line)"
        domain={[0, leftMark !== null ? roundUp(leftMark) : spec.bytes === true ? roundUpBytes : 'auto']}
      />
      {hasRight && (
        <YAxis
          yAxisId="right"
          orientation="right"
          width={PLOT.right}
          tick={LABEL}
          tickCount={4}
          tickFormatter={spec.formatRight}
          stroke="var(--strong-line)"
          domain={[0, (largest: number) => roundUp(Math.max(largest, rightMark))]}
        />
      )}
      {plateau != null && (
        <ReferenceLine
          yAxisId="right"
          y={plateau}
          stroke="none"
          label={{ value: `c·T = ${formatSeconds(plateau)}`, position: 'insideTopLeft', dy: -16, ...LABEL }}
        />
      )}
      {spec.series.map((series) => renderSeries(series, props))}
    </ComposedChart>
  );
});

/** Three round steps with room above the largest value, so that the scale seldom moves. */
function roundUp(largest: number): number {
  const least = Math.max(largest * 1.1, 1) / 3;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 3, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return 3 * step * power;
}

function roundUpBytes(largest: number): number {
  const unit = 1_024 ** Math.floor(Math.log(Math.max(largest, 1)) / Math.log(1_024));
  return roundUp(largest / unit) * unit;
}

/** The largest of the marks on an axis, which recharts does not know of; null where the axis has none. */
function findLargestMark({ spec, rows, ahead }: ChartPlotProps, axis: SeriesSpec['axis']): number | null {
  const marked = spec.series.filter((series) => series.axis === axis && isEventKind(series.kind));
  if (marked.length === 0) return null;
  const values = [...rows, ...ahead].flatMap((row) => marked.map(({ key }) => row[key] ?? 0));
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}

function renderSeries(series: SeriesSpec, props: ChartPlotProps) {
  const { key, identity, kind, axis } = series;
  const { color, dash } = identity;
  if (isEventKind(kind)) {
    const rows = [...props.rows, ...props.ahead];
    return (
      <MarkLayer key={key} series={{ ...series, kind }} rows={rows} plotWidthPx={plotWidth(props.width)} />
    );
  }
  const line = {
    dataKey: key,
    yAxisId: axis,
    isAnimationActive: false,
    stroke: color,
    strokeWidth: 1.5,
    strokeDasharray: dash,
    dot: false,
    activeDot: false,
    connectNulls: false,
  } as const;
  if (kind === 'line') return <Line key={key} {...line} type="stepAfter" />;
  if (kind === 'area') return <Area key={key} {...line} type="stepAfter" fill={color} fillOpacity={0.2} />;
  // What never wrote adds nothing to the stack.
  if (!props.rows.some((row) => (row[key] ?? 0) > 0)) return null;
  return <Area key={key} {...line} stackId="stack" type="linear" fill={color} fillOpacity={0.55} />;
}
