'use client';

import { DefaultZIndexes, useXAxisScale, useYAxisScale, ZIndexLayer } from 'recharts';
import type { ChartRow } from './chartRows.ts';
import type { EventKind, SeriesSpec } from './chartSpecs.ts';
import { drawArrows, drawMarks, isDense, type Mark } from './markPaths.ts';

export interface MarkLayerProps {
  readonly series: SeriesSpec & { readonly kind: EventKind };
  /** What is expected comes behind what came. */
  readonly rows: readonly ChartRow[];
  readonly plotWidthPx: number;
}

/** Few values in many rows: one mark for each checkpoint, with the chart's own axes. */
export function MarkLayer({ series, rows, plotWidthPx }: MarkLayerProps) {
  const { key, identity, kind, axis } = series;
  const toX = useXAxisScale();
  const toY = useYAxisScale(axis);
  if (toX === undefined || toY === undefined) return null;
  const marks = rows.flatMap((row): Mark[] => {
    const x = toX(row.at);
    const y = row[key] == null ? undefined : toY(row[key]);
    return x === undefined || y === undefined ? [] : [{ x, y, beyond: row['beyond'] === 1 }];
  });
  const path = drawMarks(kind, marks, isDense(marks.length, plotWidthPx));
  const arrows = drawArrows(marks);
  const { color, dash } = identity;
  const hollow = kind === 'outline' || kind === 'rings';
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.scatter}>
      {hollow ? (
        <path d={path} fill="none" stroke={color} strokeWidth="1.5" strokeDasharray={dash} />
      ) : (
        <path d={path} fill={color} stroke={kind === 'dots' ? 'var(--surface)' : 'none'} />
      )}
      {arrows !== '' && <path d={arrows} fill="none" stroke={color} strokeWidth="1.5" />}
    </ZIndexLayer>
  );
}
