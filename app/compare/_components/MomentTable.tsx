import { formatBytes, formatCount } from '../../_components/format.ts';
import type { OverlayLine } from './overlayLines.ts';

/** The moments that the charts show: each run at the end of its measured cycles. */
export function MomentTable({ lines }: { readonly lines: readonly OverlayLine[] }) {
  return (
    <div className="mt-3 overflow-x-auto" tabIndex={0} role="region" aria-label="Each run at its end">
      <table className="w-full text-left text-sm tabular-nums">
        <thead>
          <tr className="text-muted">
            {[
              'Run',
              'Seconds',
              'WAL',
              'Pages of checkpoints',
              'All page writes',
              'Statements',
              'Rows that wait',
            ].map((head) => (
              <th key={head} scope="col" className="py-1 pr-4 font-normal whitespace-nowrap">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, name, moments }) => {
            const last = moments.at(-1);
            if (last === undefined) return null;
            return (
              <tr key={id} className="border-t border-line">
                <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap">
                  {name}
                </th>
                <td className="py-1 pr-4">{formatCount(last.second)}</td>
                <td className="py-1 pr-4">{formatBytes(last.walBytes)}</td>
                <td className="py-1 pr-4">{formatCount(last.checkpointBuffers)}</td>
                <td className="py-1 pr-4">{formatCount(last.pagesWritten ?? null)}</td>
                <td className="py-1 pr-4">{formatCount(last.statements)}</td>
                <td className="py-1 pr-4">{formatCount(last.bufferedRows)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
