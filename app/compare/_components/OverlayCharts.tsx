'use client';

import { useState } from 'react';
import { CartesianGrid, Line, LineChart, XAxis, YAxis } from 'recharts';
import type { ExperimentResult, Moment } from '../../../domain/experiment.ts';
import { formatBytes, formatCompact } from '../../_components/format.ts';
import {
  listTicks,
  scaleBetween,
  scaleBytes,
  scaleCount,
} from '../../_components/overview/charts/axisScale.ts';
import { useElementWidth } from '../../_components/overview/useElementWidth.ts';
import { STRATEGY_IDENTITY } from '../../../domain/identityColors.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { Swatch } from '../../_components/ui/Swatch.tsx';
import { MomentTable } from './MomentTable.tsx';
import { collectLines, findLargest, type OverlayLine } from './overlayLines.ts';

const LABEL = { fontSize: 11, fill: 'var(--muted)' } as const;
const [HEIGHT, LEFT] = [200, 76];

const CHARTS = [
  { measure: 'walBytes', title: 'WAL', format: formatBytes, scale: scaleBytes },
  {
    measure: 'checkpointBuffers',
    title: 'Pages written by checkpoints',
    format: formatCompact,
    scale: scaleCount,
  },
  { measure: 'statements', title: 'Write statements', format: formatCompact, scale: scaleCount },
  {
    measure: 'bufferedRows',
    title: 'Rows that wait in the buffer',
    format: formatCompact,
    scale: scaleCount,
  },
] as const satisfies readonly Omit<OverlayChartProps, 'lines'>[];

/** The one module of this page that loads recharts: import it lazily. A line per run; t = 0 is a cycle's start in all. */
export function OverlayCharts({ experiments }: { readonly experiments: readonly ExperimentResult[] }) {
  const lines = collectLines(experiments);
  const [table, setTable] = useState(false);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3 text-sm">
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {lines
            .filter(({ isFirst }) => isFirst)
            .map((line) => (
              <li key={line.id} className="flex items-center gap-1.5">
                <Swatch identity={toIdentity(line)} />
                {line.name}
              </li>
            ))}
        </ul>
        <Button look="bare" aria-expanded={table} onClick={() => setTable(!table)}>
          {table ? 'Hide table' : 'Show as table'}
        </Button>
      </div>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        {CHARTS.map((chart) => (
          <OverlayChart key={chart.measure} {...chart} lines={lines} />
        ))}
      </div>
      {table && <MomentTable lines={lines} />}
    </>
  );
}

interface OverlayChartProps {
  readonly measure: keyof Moment;
  readonly title: string;
  readonly lines: readonly OverlayLine[];
  readonly format: (value: number) => string;
  /** The upper end of the axis, by its largest value. */
  readonly scale: (largest: number) => number;
}

function OverlayChart({ measure, title, lines, format, scale }: OverlayChartProps) {
  const [width, ref] = useElementWidth();
  const most = scale(findLargest(lines, measure));
  const seconds = findLargest(lines, 'second');
  return (
    <figure>
      <figcaption className="mb-1 text-sm font-medium">{title}</figcaption>
      <div ref={ref} aria-hidden="true" inert style={{ height: HEIGHT }}>
        {width > 0 && (
          <LineChart
            width={width}
            height={HEIGHT}
            margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="second"
              type="number"
              domain={[0, seconds]}
              allowDataOverflow
              ticks={scaleBetween(0, seconds).ticks.filter((second) => second <= seconds)}
              interval={0}
              tick={LABEL}
              tickFormatter={(second: number) => `${second} s`}
              stroke="var(--strong-line)"
            />
            <YAxis
              width={LEFT}
              domain={[0, most]}
              allowDataOverflow
              ticks={listTicks(most)}
              interval={0}
              tick={LABEL}
              tickFormatter={format}
              stroke="var(--strong-line)"
            />
            {lines.map((line) => (
              <Line
                key={line.id}
                data={[...line.moments]}
                dataKey={measure}
                type="linear"
                stroke={toIdentity(line).color}
                strokeDasharray={toIdentity(line).dash}
                strokeWidth={line.experiment === 0 ? 1.8 : 3}
                strokeOpacity={line.experiment === 0 ? 1 : 0.45}
                dot={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        )}
      </div>
    </figure>
  );
}

const toIdentity = ({ strategy }: OverlayLine) => STRATEGY_IDENTITY[strategy];
