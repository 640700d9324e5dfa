'use client';

import { memo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from 'recharts';
import { formatSeconds } from '../../format.ts';
import { type Domain, listTicks } from './axisScale.ts';
import type { ChartRow } from './chartRows.ts';
import { type ChartSpec, isEventKind, type SeriesSpec } from './chartSpecs.ts';
import { PLOT, plotWidth, type TimeWindow } from './geometry.ts';
import { hideFlatZeros } from './hideFlatZeros.ts';
import { createTimeTicks, TICK_FORMATS } from './timeTicks.ts';

const LABEL = { fontSize: 11, fill: 'var(--muted)' } as const;
const PIXELS_PER_TICK = 72;

export interface ChartPlotProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  readonly domain: Domain;
  readonly window: TimeWindow;
  readonly width: number;
}

/** Axes and lines. Everything that reacts to a person lies above, in PlotOverlay. */
export const ChartPlot = memo(function ChartPlot(props: ChartPlotProps) {
  const { spec, rows, domain, window, width } = props;
  const { from, to } = window;
  const { ticks, unit } = createTimeTicks(from, to, plotWidth(width) / PIXELS_PER_TICK);
  const stacked = spec.series.filter(({ kind }) => kind === 'stack').map(({ key }) => key);
  const drawn = stacked.length === 0 ? rows : hideFlatZeros(rows, stacked);
  const plateau = spec.series.some(({ key }) => key === 'plateau')
    ? rows.findLast((row) => row['plateau'] != null)?.['plateau']
    : null;
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
        tickFormatter={TICK_FORMATS[unit]}
        stroke="var(--strong-line)"
      />
      <YAxis {...createAxis(domain.left)} yAxisId="left" width={PLOT.left} tickFormatter={spec.formatLeft} />
      {hasRight && (
        <YAxis
          {...createAxis(domain.right)}
          yAxisId="right"
          orientation="right"
          width={PLOT.right}
          tickFormatter={spec.formatRight}
        />
      )}
      {plateau != null && (
        <ReferenceLine
          yAxisId="right"
          y={plateau}
          stroke="none"
          label={{ value: `c·T = ${formatSeconds(plateau)}`, position: 'insideTopRight', dy: -16, ...LABEL }}
        />
      )}
      {spec.series.map((series) => renderSeries(series, rows))}
    </ComposedChart>
  );
});

/** Without a series in its data an axis has a scale only by two numbers that data may overflow. */
const createAxis = (most: number) =>
  ({
    domain: [0, most],
    allowDataOverflow: true,
    ticks: listTicks(most),
    interval: 0,
    tick: LABEL,
    stroke: 'var(--strong-line)',
  }) as const;

function renderSeries(series: SeriesSpec, rows: readonly ChartRow[]) {
  const { key, identity, kind, axis } = series;
  const { color, dash } = identity;
  if (isEventKind(kind)) return null;
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
  // A series without a value above 0 adds nothing to the stack.
  if (!rows.some((row) => (row[key] ?? 0) > 0)) return null;
  return <Area key={key} {...line} stackId="stack" type="linear" fill={color} fillOpacity={0.55} />;
}
