'use client';

import { useMemo } from 'react';
import type { TooltipContentProps } from 'recharts';
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { PricePoint } from '../../../server/types.ts';
import { formatDateTime } from '../../_components/format.ts';
import { scaleBetween } from '../../_components/overview/charts/axisScale.ts';
import { createTimeTicks, TICK_FORMATS } from '../../_components/overview/charts/timeTicks.ts';
import { toPlainText } from '../../_components/decimals.ts';
import { formatShortDecimal } from './shortDecimal.ts';

const LABEL = { fontSize: 11, fill: 'var(--muted)' } as const;
const AXIS_PX = 76;
const PIXELS_PER_TICK = 80;

interface ChartPoint {
  readonly at: number;
  /** The place of the point, only for the eye. */
  readonly price: number | null;
  /** All digits. */
  readonly text: string | null;
}

export interface PriceChartProps {
  readonly prices: readonly PricePoint[];
  readonly width: number;
  readonly height: number;
}

/** The one module of the feed that loads recharts: import it lazily. */
export function PriceChart({ prices, width, height }: PriceChartProps) {
  const points = useMemo(() => prices.map(toPoint), [prices]);
  const known = points.flatMap(({ price }) => price ?? []);
  const scale =
    known.length === 0 ? scaleBetween(0, 1) : scaleBetween(Math.min(...known), Math.max(...known));
  const from = prices[0]?.at ?? 0;
  const to = prices.at(-1)?.at ?? 1;
  const { ticks, unit } = createTimeTicks(from, to, (width - AXIS_PX) / PIXELS_PER_TICK);
  return (
    <LineChart
      width={width}
      height={height}
      data={points}
      margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
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
        tick={LABEL}
        tickFormatter={TICK_FORMATS[unit]}
        stroke="var(--strong-line)"
      />
      <YAxis
        width={AXIS_PX}
        domain={[scale.from, scale.to]}
        allowDataOverflow
        ticks={scale.ticks}
        interval={0}
        tick={LABEL}
        tickFormatter={(value: number) => formatShortDecimal(String(value))}
        stroke="var(--strong-line)"
      />
      <Tooltip isAnimationActive={false} content={renderTooltip} />
      <Line
        dataKey="price"
        type="linear"
        stroke="var(--hue-blue)"
        strokeWidth={2}
        dot={points.length < 40 ? { r: 2 } : false}
        isAnimationActive={false}
      />
    </LineChart>
  );
}

function toPoint({ at, priceUsd }: PricePoint): ChartPoint {
  return { at, price: priceUsd === null ? null : Number(priceUsd), text: priceUsd };
}

function renderTooltip({ active, payload }: Pick<TooltipContentProps, 'active' | 'payload'>) {
  const point = payload[0]?.payload as ChartPoint | undefined;
  return active && point !== undefined ? <PointLabel point={point} /> : null;
}

function PointLabel({ point: { at, text } }: { readonly point: ChartPoint }) {
  return (
    <div className="rounded-md border border-strong-line bg-raised px-2 py-1 text-xs text-ink shadow-lg">
      <div className="text-muted">{formatDateTime(at)}</div>
      {text === null ? 'no price' : `${toPlainText(text)} USD`}
    </div>
  );
}
