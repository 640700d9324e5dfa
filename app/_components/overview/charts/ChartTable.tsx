'use client';

import { formatClock } from '../../format.ts';
import type { ChartRow } from './chartRows.ts';
import type { ChartSpec } from './chartSpecs.ts';

const MOST_ROWS = 60;

/** The chart's figures, newest first; where there are many points, every n-th, and every checkpoint. */
export function ChartTable({ spec, rows }: { readonly spec: ChartSpec; readonly rows: readonly ChartRow[] }) {
  const events = spec.series.filter(({ kind }) => kind === 'bar' || kind === 'dots').map(({ key }) => key);
  const told = rows.filter((row) =>
    events.length > 0 ? events.some((key) => row[key] != null) : Object.keys(row).length > 1,
  );
  const every = Math.max(1, Math.ceil(told.length / MOST_ROWS));
  const shown = told.toReversed().filter((_row, i) => i % every === 0);
  return (
    <div
      role="region"
      aria-label={`${spec.title} as a table`}
      tabIndex={0}
      className="mt-2 max-h-64 overflow-auto rounded border border-line"
    >
      <table className="w-full text-right text-xs">
        <thead className="sticky top-0 bg-sunken">
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              Time
            </th>
            {spec.series.map(({ key, identity }) => (
              <th key={key} scope="col" className="px-2 py-1 font-medium whitespace-nowrap">
                {identity.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.at} className="border-t border-line">
              <th scope="row" className="px-2 py-1 text-left font-normal">
                {formatClock(row.at)}
              </th>
              {spec.series.map(({ key, format }) => (
                <td key={key} className="px-2 py-1 whitespace-nowrap">
                  {format(row[key] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
