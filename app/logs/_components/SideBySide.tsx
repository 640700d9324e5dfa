import type { LogImport } from '../../../domain/logImports.ts';
import {
  DASH,
  formatBytes,
  formatCount,
  formatRate,
  formatSeconds,
  formatShare,
} from '../../_components/format.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { nameImport } from './describeImport.ts';

interface Measure {
  readonly label: string;
  readonly read: (about: LogImport) => number | null;
  readonly format: (value: number | null) => string;
}

const HOUR_MS = 3_600_000;

/** From the start of the first to that of the last; null where the log has no times, or one checkpoint. */
function checkpointsPerHour({ from, lastStart, kept }: LogImport): number | null {
  if (from === null || lastStart === null || lastStart <= from || kept < 2) return null;
  return ((kept - 1) / (lastStart - from)) * HOUR_MS;
}

function shareOfWal({ byCause, understood }: LogImport): number | null {
  return understood === 0 ? null : byCause.wal / understood;
}

const MEASURES: readonly Measure[] = [
  { label: 'Checkpoints an hour', read: checkpointsPerHour, format: formatRate },
  { label: 'Forced by WAL', read: shareOfWal, format: formatShare },
  { label: 'Pages, median', read: ({ medians }) => medians.buffers, format: formatCount },
  { label: 'Write time, median', read: ({ medians }) => medians.writeSeconds, format: formatSeconds },
  { label: 'Sync time, median', read: ({ medians }) => medians.syncSeconds, format: formatSeconds },
  { label: 'WAL between two, median', read: ({ medians }) => medians.walBytes, format: formatBytes },
];

export interface SideBySideProps {
  /** The one whose records are earlier. */
  readonly before: LogImport;
  readonly after: LogImport;
}

/** What changed between two logs: figures, without a verdict on why. */
export function SideBySide({ before, after }: SideBySideProps) {
  return (
    <Card title="Side by side">
      <div tabIndex={0} role="region" aria-label="Two imports as a table" className="overflow-x-auto">
        <table className="w-full text-left text-sm tabular-nums">
          <thead>
            <tr className="align-bottom text-muted">
              <td />
              {[before, after].map((about) => (
                <th key={about.id} scope="col" className="py-1 pr-4 font-normal wrap-anywhere">
                  {nameImport(about)}
                </th>
              ))}
              <th scope="col" className="py-1 font-normal">
                Change
              </th>
            </tr>
          </thead>
          <tbody>
            {MEASURES.map(({ label, read, format }) => {
              const [was, is] = [read(before), read(after)];
              return (
                <tr key={label} className="border-t border-line">
                  <th scope="row" className="py-1 pr-4 font-normal">
                    {label}
                  </th>
                  <td className="py-1 pr-4">{format(was)}</td>
                  <td className="py-1 pr-4">{format(is)}</td>
                  <td className="py-1">{describeRatio(was, is)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function describeRatio(was: number | null, is: number | null): string {
  if (was === null || is === null || was === 0) return DASH;
  const change = is / was - 1;
  if (Math.abs(change) < 0.005) return 'same';
  return `${change > 0 ? '+' : '−'}${formatShare(Math.abs(change))}`;
}
