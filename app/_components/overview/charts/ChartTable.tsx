'use client';

import type { ReactNode } from 'react';
import { formatClock, formatCount } from '../../format.ts';
import type { AheadMark } from './ahead.ts';
import type { ChartRow } from './chartRows.ts';
import { type ChartSpec, isEventKind, type SeriesSpec } from './chartSpecs.ts';

const MAX_ROWS = 60;

export interface ChartTableProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  /** Above the rows. */
  readonly ahead: readonly AheadMark[];
}

/** The chart's figures, newest first: of moments every n-th where there are many, of checkpoints all that are drawn. */
export function ChartTable({ spec, rows, ahead }: ChartTableProps) {
  const events = spec.series.filter(({ kind }) => isEventKind(kind)).map(({ key }) => key);
  const known = rows.filter((row) =>
    events.length > 0 ? events.some((key) => row[key] != null) : Object.keys(row).length > 1,
  );
  const every = events.length > 0 ? 1 : Math.max(1, Math.ceil(known.length / MAX_ROWS));
  const shown = known.toReversed().filter((_row, i) => i % every === 0);
  return (
    <div
      role="region"
      aria-label={`${spec.title} as a table`}
      tabIndex={0}
      className="mt-2 max-h-64 overflow-auto rounded border border-line print:max-h-none"
    >
      <table className="w-full text-right text-xs">
        {every > 1 && (
          <caption className="px-2 py-1 text-left text-muted">
            One row in {every} of {formatCount(known.length)}; zoom in for the others.
          </caption>
        )}
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
          {ahead.toReversed().map(({ which, endsAt, skipped, row }) => (
            <TableRow key={which} series={spec.series} row={row}>
              {formatClock(endsAt)}{' '}
              <span className="text-muted">
                {which}, {skipped ? 'skipped if nothing is written' : 'expected'}
              </span>
            </TableRow>
          ))}
          {shown.map((row) => (
            <TableRow key={row.at} series={spec.series} row={row}>
              {formatClock(row.at)}
            </TableRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableRow({ series, row, children }: TableRowProps) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
        {children}
      </th>
      {series.map(({ key, format }) => (
        <td key={key} className="px-2 py-1 whitespace-nowrap">
          {format(row[key] ?? null)}
        </td>
      ))}
    </tr>
  );
}

interface TableRowProps {
  readonly series: readonly SeriesSpec[];
  readonly row: ChartRow;
  readonly children: ReactNode;
}
