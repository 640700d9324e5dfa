'use client';

import {
  flexRender,
  getCoreRowModel,
  getSortedRowModel,
  type SortingState,
  type Updater,
  useReactTable,
} from '@tanstack/react-table';
import { Fragment, type KeyboardEvent, useState } from 'react';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import type { MarkEvent } from '../../../domain/marks.ts';
import { formatCount } from '../../_components/format.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { classes } from '../../_components/ui/classes.ts';
import { CHECKPOINT_COLUMNS } from './columns.tsx';
import { MarkRow } from './MarkRow.tsx';
import { SortHeader } from './SortHeader.tsx';

const STEP = 100;

export interface CheckpointTableProps {
  readonly checkpoints: readonly ListedCheckpoint[];
  readonly sorting: SortingState;
  readonly onSort: (sorting: SortingState) => void;
  readonly openId: string | null;
  /** Newest first; between the rows where they are sorted by their start. */
  readonly marks: readonly MarkEvent[];
}

/** Arrow keys go from row to row, Enter opens. */
export function CheckpointTable({ checkpoints, sorting, onSort, openId, marks }: CheckpointTableProps) {
  const [most, setMost] = useState(STEP);
  // oxlint-disable-next-line react/incompatible-library -- the React Compiler is not used
  const table = useReactTable({
    data: checkpoints as ListedCheckpoint[],
    columns: CHECKPOINT_COLUMNS,
    state: { sorting },
    getRowId: ({ id }) => id,
    enableSortingRemoval: false,
    onSortingChange: (update: Updater<SortingState>) =>
      onSort(typeof update === 'function' ? update(sorting) : update),
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  const { rows } = table.getRowModel();
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  return (
    <>
      <table className="w-full text-sm" onKeyDown={moveBetweenRows}>
        <caption className="sr-only">Checkpoints; each row opens its details</caption>
        <thead className="text-xs text-muted">
          <tr>
            {headers.map(({ id, column }) => (
              <SortHeader key={id} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row, place) => (
            <Fragment key={row.id}>
              {marksBefore(rows, place, { marks, sorting }).map((mark) => (
                <MarkRow key={`${mark.at}-${mark.value.kind}`} mark={mark} columns={headers.length} />
              ))}
              <tr
                className={classes(
                  'relative h-10 border-t border-line hover:bg-sunken focus-within:bg-sunken',
                  row.id === openId && 'bg-sunken',
                  row.original.skipped && 'text-muted',
                )}
              >
                {row.getVisibleCells().map((cell, i) => {
                  const content = flexRender(cell.column.columnDef.cell, cell.getContext());
                  const className = classes(
                    'px-2 py-1.5 align-middle font-normal',
                    cell.column.columnDef.meta?.className,
                  );
                  return i === 0 ? (
                    <th key={cell.id} scope="row" className={className}>
                      {content}
                    </th>
                  ) : (
                    <td key={cell.id} className={className}>
                      {content}
                    </td>
                  );
                })}
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <div className="mt-3 text-center">
          <Button onClick={() => setMost(most + STEP)}>
            Show {formatCount(Math.min(STEP, rows.length - most))} more of {formatCount(rows.length)}
          </Button>
        </div>
      )}
    </>
  );
}

/** Those that came between this checkpoint's start and that of the row above. */
function marksBefore(
  rows: readonly { readonly original: ListedCheckpoint }[],
  i: number,
  { marks, sorting }: Pick<CheckpointTableProps, 'marks' | 'sorting'>,
): readonly MarkEvent[] {
  const [by] = sorting;
  if (by?.id !== 'start') return [];
  const startOf = (index: number): number | undefined => rows[index]?.original.startedAt;
  const [own, above] = [startOf(i)!, startOf(i - 1)];
  if (by.desc) return marks.filter(({ at }) => at > own && at <= (above ?? Infinity));
  return marks.filter(({ at }) => at <= own && at > (above ?? -Infinity)).toReversed();
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (next === undefined || !links.includes(document.activeElement as HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
