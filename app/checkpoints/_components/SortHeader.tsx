import { classes } from '../../_components/ui/classes.ts';
import type { CheckpointColumn } from './columns.tsx';

const ARROWS = { asc: '▲', desc: '▼' } as const;

/** A column's head; a button where it can be sorted by. */
export function SortHeader({ column }: { readonly column: CheckpointColumn }) {
  const sorted = column.getIsSorted();
  const name = String(column.columnDef.header);
  const order = sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending';
  return (
    <th
      scope="col"
      aria-sort={column.getCanSort() ? (order ?? 'none') : undefined}
      className={classes('px-2 pb-2 align-bottom font-medium', column.columnDef.meta?.className)}
    >
      {column.getCanSort() ? (
        <button
          type="button"
          onClick={column.getToggleSortingHandler()}
          className={classes('relative rounded hover:text-accent', sorted !== false && 'text-ink')}
        >
          {name}
          <span
            aria-hidden="true"
            className="absolute bottom-0.5 left-full ml-0.5 text-[0.6rem] print:hidden"
          >
            {sorted === false ? '' : ARROWS[sorted]}
          </span>
        </button>
      ) : (
        name
      )}
    </th>
  );
}
