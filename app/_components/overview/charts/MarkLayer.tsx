'use client';

import { memo } from 'react';
import type { Domain } from './axisScale.ts';
import type { ChartRow } from './chartRows.ts';
import { type ChartSpec, isEventKind } from './chartSpecs.ts';
import { heightOf, PLOT, placeOf, plotWidth, type TimeWindow } from './geometry.ts';
import { drawArrows, drawMarks, isDense, type Mark } from './markPaths.ts';

export interface MarkLayerProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  readonly domain: Domain;
  readonly window: TimeWindow;
  readonly width: number;
}

/**
 * Above the series: one mark for each checkpoint. Drawn here, by the numbers that also make the axes: as elements of
 * recharts they are most of what a wide range costs, and come and go with the scales that recharts derives.
 */
export const MarkLayer = memo(function MarkLayer({ spec, rows, domain, window, width }: MarkLayerProps) {
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute top-0 left-0 print:h-auto print:max-w-full"
      width={width}
      height={PLOT.height}
      viewBox={`0 0 ${width} ${PLOT.height}`}
    >
      {spec.series.map(({ key, kind, axis, identity: { color, dash } }) => {
        if (!isEventKind(kind)) return null;
        const marks = rows.flatMap((row): Mark[] => {
          const value = row[key];
          if (value == null || row.at < window.from || row.at > window.to) return [];
          return [
            {
              x: PLOT.left + placeOf(row.at, window, width),
              y: heightOf(value, domain[axis]),
              beyond: row['beyond'] === 1,
            },
          ];
        });
        if (marks.length === 0) return null;
        const path = drawMarks(kind, marks, isDense(marks.length, plotWidth(width)));
        const arrows = drawArrows(marks);
        const hollow = kind === 'outline' || kind === 'rings';
        return (
          <g key={key} data-series={key}>
            {hollow ? (
              <path d={path} fill="none" stroke={color} strokeWidth="1.5" strokeDasharray={dash} />
            ) : (
              <path d={path} fill={color} stroke={kind === 'dots' ? 'var(--surface)' : 'none'} />
            )}
            {arrows !== '' && <path d={arrows} fill="none" stroke={color} strokeWidth="1.5" />}
          </g>
        );
      })}
    </svg>
  );
});
