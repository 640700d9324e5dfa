import type { RangeFigures } from '../../../../domain/spikes.ts';
import { EVIDENCE_ROWS } from './evidenceRows.ts';

export interface EvidenceTableProps {
  readonly inside: RangeFigures;
  readonly outside: RangeFigures;
  /** What the outside is. */
  readonly outsideLabel: string;
  /** Names the table. */
  readonly label: string;
}

/** Inside beside outside. A figure that the server does not show in either is left out. */
export function EvidenceTable({ inside, outside, outsideLabel, label }: EvidenceTableProps) {
  const rows = EVIDENCE_ROWS.filter(({ read }) => read(inside) !== null || read(outside) !== null);
  return (
    <div tabIndex={0} role="region" aria-label={label} className="mt-2 max-w-2xl overflow-x-auto">
      <table className="w-full text-left text-xs tabular-nums">
        <thead className="text-muted">
          <tr>
            <td />
            <th scope="col" className="py-1 pr-4 font-normal">
              Inside
            </th>
            <th scope="col" className="py-1 font-normal">
              {outsideLabel}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label: name, read, format }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-0.5 pr-4 font-normal">
                {name}
              </th>
              <td className="py-0.5 pr-4">{format(read(inside))}</td>
              <td className="py-0.5 text-muted">{format(read(outside))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
