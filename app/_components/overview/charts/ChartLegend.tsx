'use client';

import { formatClock } from '../../format.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import { type ChartRow, findRow } from './chartRows.ts';
import type { ChartSpec, SeriesSpec } from './chartSpecs.ts';
import { useCrosshairAt } from './crosshair.ts';

const NEAR_BUCKETS = 6;

export interface ChartLegendProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  readonly widthMs: number;
}

/** Names the series, with their values at the crosshair, or the last ones. */
export function ChartLegend({ spec, rows, widthMs }: ChartLegendProps) {
  const at = useCrosshairAt();
  const row = at === null ? (rows.at(-1) ?? null) : findRow(rows, at, 2 * widthMs);
  const valueOf = ({ key, kind }: SeriesSpec): number | null => {
    const value = row?.[key] ?? null;
    if (value !== null || (kind !== 'bar' && kind !== 'dots')) return value;
    // One value a checkpoint: the last one, or one that the crosshair all but touches.
    const known = rows.filter((candidate) => candidate[key] != null);
    const found = at === null ? known.at(-1) : findRow(known, at, NEAR_BUCKETS * widthMs);
    return found?.[key] ?? null;
  };
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-muted">
      {spec.series.map((series) => (
        <li key={series.key} className="flex items-center gap-1.5 whitespace-nowrap">
          <Swatch identity={series.identity} />
          {series.identity.label}
          <span className="inline-block min-w-12 font-medium text-ink">{series.format(valueOf(series))}</span>
        </li>
      ))}
      <li className="ml-auto min-w-16 text-right whitespace-nowrap">
        {at === null || row === null ? 'now' : formatClock(row.at)}
      </li>
    </ul>
  );
}
