'use client';

import { memo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Scatter, XAxis, YAxis } from 'recharts';
import { formatClock, formatSeconds, formatShortClock } from '../../format.ts';
import type { ChartRow } from './chartRows.ts';
import type { ChartSpec, SeriesSpec } from './chartSpecs.ts';
import { PLOT, plotWidth, type TimeWindow } from './geometry.ts';
import { createTimeTicks } from './timeTicks.ts';

const LABEL = { fontSize: 11, fill: 'var(--muted)' } as const;
const PIXELS_PER_TICK = 72;
const BAR_PX = 6;

export interface ChartPlotProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  readonly window: TimeWindow;
  readonly width: number;
}

/** Axes and series. Everything that reacts to a person lies above, in PlotOverlay. */
export const ChartPlot = memo(function ChartPlot({ spec, rows, window, width }: ChartPlotProps) {
  const { from, to } = window;
  const { ticks, seconds } = createTimeTicks(from, to, plotWidth(width) / PIXELS_PER_TICK);
  const plateau = spec.series.some(({ key }) => key === 'plateau') ? rows.at(-1)?.['plateau'] : null;
  const hasRight = spec.formatRight !== undefined;
  return (
    <ComposedChart
      width={width}
      height={PLOT.height}
      data={rows}
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
        domain={[0, spec.bytes === true ? roundUpBytes : 'auto']}
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
          domain={[0, roundUp]}
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
      {spec.series.map((series) => renderSeries(series, rows))}
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

/** From the axis up to the value; recharts' own bars are as narrow as the points are close. */
function BarMark({ cx = 0, cy = 0, color }: MarkProps) {
  const bottom = PLOT.height - PLOT.bottom;
  return <rect x={cx - BAR_PX / 2} y={cy} width={BAR_PX} height={Math.max(0, bottom - cy)} fill={color} />;
}

function DotMark({ cx = 0, cy = 0, color }: MarkProps) {
  return <circle cx={cx} cy={cy} r="3.5" fill={color} stroke="var(--surface)" />;
}

interface MarkProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly color: string;
}

function renderSeries({ key, identity: { color, dash }, kind, axis }: SeriesSpec, rows: readonly ChartRow[]) {
  const common = { dataKey: key, yAxisId: axis, isAnimationActive: false } as const;
  if (kind === 'bar' || kind === 'dots') {
    // Few values in many rows.
    const known = rows.filter((row) => row[key] != null);
    const Mark = kind === 'bar' ? BarMark : DotMark;
    return (
      <Scatter
        key={key}
        {...common}
        data={known}
        fill={color}
        shape={({ cx, cy }) => <Mark cx={cx} cy={cy} color={color} />}
      />
    );
  }
  const line = {
    ...common,
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
  if (!rows.some((row) => (row[key] ?? 0) > 0)) return null;
  return <Area key={key} {...line} stackId="stack" type="linear" fill={color} fillOpacity={0.55} />;
}
