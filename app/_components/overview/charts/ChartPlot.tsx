'use client';

import { memo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  Scatter,
  type ScatterShapeProps,
  XAxis,
  YAxis,
} from 'recharts';
import { formatClock, formatSeconds, formatShortClock } from '../../format.ts';
import type { ChartRow } from './chartRows.ts';
import { type ChartSpec, type EventKind, isEventKind, type SeriesSpec } from './chartSpecs.ts';
import { PLOT, plotWidth, type TimeWindow } from './geometry.ts';
import { hideFlatZeros } from './hideFlatZeros.ts';
import { BarMark, DotMark, OutlineMark, RingMark } from './marks.tsx';
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

const MARKS = { bar: BarMark, dots: DotMark, outline: OutlineMark, rings: RingMark } as const;
const DENSE_PX = 12;

/** Few values in many rows; what is expected comes behind what came. */
function renderMarks(
  { key, identity, kind, axis }: SeriesSpec & { readonly kind: EventKind },
  props: ChartPlotProps,
) {
  const Mark = MARKS[kind];
  const known = [...props.rows, ...props.ahead].filter((row) => row[key] != null);
  const { color, dash } = identity;
  const dense = plotWidth(props.width) / Math.max(1, known.length) < DENSE_PX;
  return (
    <Scatter
      key={key}
      dataKey={key}
      yAxisId={axis}
      isAnimationActive={false}
      data={known}
      fill={color}
      shape={({ cx, cy, payload }: ScatterShapeProps) => (
        <Mark {...{ cx, cy, color, dash, dense }} beyond={(payload as ChartRow)['beyond'] === 1} />
      )}
    />
  );
}

function renderSeries(series: SeriesSpec, props: ChartPlotProps) {
  const { key, identity, kind, axis } = series;
  const { color, dash } = identity;
  if (isEventKind(kind)) return renderMarks({ ...series, kind }, props);
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
