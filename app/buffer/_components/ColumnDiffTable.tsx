import type { MutableColumns } from '../../../domain/tokenColumns.ts';
import type { DeadRow } from '../../../server/types.ts';
import { Badge } from '../../_components/ui/Badge.tsx';
import { classes } from '../../_components/ui/classes.ts';
import { printable } from '../../../domain/printable.ts';
import { diffColumns } from './columnDiff.ts';

export interface ColumnDiffTableProps {
  readonly payload: MutableColumns;
  /** Null: there is no such row. */
  readonly current: DeadRow['current'];
  readonly label: string;
}

/** The row as it is, and as a replay would make it, side by side. */
export function ColumnDiffTable({ payload, current, label }: ColumnDiffTableProps) {
  const isKnown = current !== 'not-known';
  const diffs = diffColumns(payload, isKnown ? current : null);
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-80 overflow-auto print:max-h-none">
      <table className="w-full table-fixed text-xs">
        <thead className="text-muted">
          <tr>
            <th scope="col" className="w-[30%] py-1 text-left font-medium">
              Column
            </th>
            <th scope="col" className="py-1 pl-3 text-left font-medium">
              Now
            </th>
            <th scope="col" className="py-1 pl-3 text-left font-medium">
              After a replay
            </th>
          </tr>
        </thead>
        <tbody>
          {diffs.map(({ column, label: name, before, after, changes }) => (
            <tr
              key={column}
              className={classes('border-t border-line align-top', isKnown && !changes && 'text-muted')}
            >
              <th scope="row" className="py-1 text-left font-normal">
                {name}
              </th>
              <td className="py-1 pl-3 wrap-anywhere">
                {!isKnown ? 'not known' : current === null ? 'no row' : <Value text={before} />}
              </td>
              <td className="py-1 pl-3 wrap-anywhere">
                <Value text={after} />{' '}
                {isKnown && (changes ? <Badge tone="warn">changes</Badge> : '(the same)')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!isKnown && (
        <p className="mt-1 text-xs text-muted">
          PostgreSQL does not answer: what a replay would change is not known now.
        </p>
      )}
      {current === null && (
        <p className="mt-1 text-xs text-muted">
          The row is missing in the database: a replay would be parked until it is created.
        </p>
      )}
    </div>
  );
}

function Value({ text }: { readonly text: string | null }) {
  if (text === null) return <span className="text-muted">NULL</span>;
  return <span>{text === '' ? '(empty text)' : printable(text)}</span>;
}
