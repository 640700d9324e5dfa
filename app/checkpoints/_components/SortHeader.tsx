import { classes } from '../../_components/ui/classes.ts';
import { Hint } from '../../_components/ui/Hint.tsx';
import { COLUMN_HINTS, type HintedColumn } from './columnHints.ts';
import type { CheckpointColumn } from './columns.tsx';

const ARROWS = { asc: '▲', desc: '▼' } as const;

/** A column's head, which explains the column; a click sorts by it where that is possible. */
export function SortHeader({ column }: { readonly column: CheckpointColumn }) {
  const sorted = column.getIsSorted();
  const name = String(column.columnDef.header);
  const { text, more } = COLUMN_HINTS[column.id as HintedColumn];
  const canSort = column.getCanSort();
  const order = sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending';
  return (
    <th
      scope="col"
      aria-sort={canSort ? (order ?? 'none') : undefined}
      className={classes('px-2 pb-2 align-bottom font-medium', column.columnDef.meta?.className)}
    >
      <Hint
        about={name}
        more={more}
        onPress={canSort ? column.getToggleSortingHandler() : undefined}
        className={classes(
          'relative min-h-6 min-w-6 rounded hover:text-accent',
          sorted !== false && 'text-ink',
        )}
        trigger={
          <>
            {name}
            <span
              aria-hidden="true"
              className="absolute bottom-0.5 left-full ml-0.5 text-[0.6rem] print:hidden"
            >
              {sorted === false ? '' : ARROWS[sorted]}
            </span>
          </>
        }
      >
        {text}
      </Hint>
    </th>
  );
}
