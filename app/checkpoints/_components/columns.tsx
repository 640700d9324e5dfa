import type { Column, ColumnDef, RowData } from '@tanstack/react-table';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { DASH, formatBytes, formatCount, formatSeconds } from '../../_components/format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';
import { Swatch } from '../../_components/ui/Swatch.tsx';
import { predictionErrors } from '../../../model/predictionErrors.ts';
import { listMarks } from './listMarks.ts';
import { CheckpointMarks } from './CheckpointMarks.tsx';
import { Predicted, type PredictedProps } from './Predicted.tsx';
import { StartLink } from './StartLink.tsx';

declare module '@tanstack/react-table' {
  // oxlint-disable-next-line typescript/no-unused-vars -- the names must be TanStack's own
  interface ColumnMeta<TData extends RowData, TValue> {
    /** For header and cells alike: from which width on it is shown, and how it is aligned. */
    readonly className: string;
  }
}

const RIGHT = 'text-right whitespace-nowrap';
const FROM_MD = `hidden md:table-cell print:table-cell ${RIGHT}`;
const FROM_LG = `hidden lg:table-cell print:table-cell ${RIGHT}`;
const known = (value: number | null): number | undefined => value ?? undefined;

export type CheckpointColumn = Column<ListedCheckpoint>;

/** What is not known sorts last, whichever way. */
export const CHECKPOINT_COLUMNS: ColumnDef<ListedCheckpoint>[] = [
  {
    id: 'start',
    header: 'Start',
    accessorFn: ({ startedAt }) => startedAt,
    cell: ({ row }) => <StartLink checkpoint={row.original} />,
    meta: { className: 'text-left whitespace-nowrap' },
  },
  {
    id: 'end',
    header: 'End',
    accessorFn: ({ endedAt }) => endedAt,
    cell: ({ row }) => <ClockTime at={row.original.endedAt} />,
    meta: { className: 'hidden lg:table-cell print:table-cell text-left whitespace-nowrap' },
  },
  {
    id: 'cause',
    header: 'Cause',
    accessorFn: ({ cause }) => CAUSE_IDENTITY[cause].label,
    cell: ({ row }) => <CauseCell checkpoint={row.original} />,
    meta: { className: 'text-left sm:whitespace-nowrap' },
  },
  numberColumn('pages', 'Pages', ({ buffers }) => buffers, [formatCount, RIGHT]),
  numberColumn('write', 'Write', ({ writeSeconds }) => writeSeconds, [formatSeconds, RIGHT]),
  numberColumn('sync', 'Sync', ({ syncSeconds }) => syncSeconds, [formatSeconds, FROM_MD]),
  numberColumn('wal', 'WAL distance', ({ walDistanceBytes }) => walDistanceBytes, [formatBytes, FROM_MD]),
  numberColumn('fpi', 'Full-page images', ({ fullPageImages }) => fullPageImages, [formatCount, FROM_LG]),
  predictedColumn('error', 'Write predicted (error)', 'seconds'),
  predictedColumn('pagesError', 'Pages predicted (error)', 'pages'),
  {
    id: 'notes',
    header: 'Notes',
    accessorFn: ({ notes }) => notes.length,
    enableSorting: false,
    cell: ({ row }) => <CheckpointMarks checkpoint={row.original} />,
    meta: { className: 'hidden xl:table-cell print:table-cell text-left' },
  },
];

function numberColumn(
  id: string,
  header: string,
  read: (checkpoint: ListedCheckpoint) => number | null,
  [format, className]: readonly [format: (value: number | null) => string, className: string],
): ColumnDef<ListedCheckpoint> {
  return {
    id,
    header,
    accessorFn: (checkpoint) => known(read(checkpoint)),
    cell: ({ row: { original } }) =>
      original.skipped ? (
        DASH
      ) : (
        <span data-figure={`checkpoint-${id}`} data-of={original.id} data-value={known(read(original))}>
          {format(read(original))}
        </span>
      ),
    sortUndefined: 'last',
    sortDescFirst: true,
    meta: { className },
  };
}

/** Sorted by the size of the error. */
function predictedColumn(
  id: string,
  header: string,
  what: PredictedProps['what'],
): ColumnDef<ListedCheckpoint> {
  return {
    id,
    header,
    accessorFn: (checkpoint) => {
      const errors = predictionErrors(checkpoint);
      const error = what === 'seconds' && errors.cannotMiss ? null : errors[what];
      return error === null ? undefined : Math.abs(error);
    },
    cell: ({ row }) => <Predicted checkpoint={row.original} what={what} />,
    sortUndefined: 'last',
    meta: { className: what === 'seconds' ? FROM_MD : FROM_LG },
  };
}

function CauseCell({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  const { cause, inferred, skipped } = checkpoint;
  const marks = listMarks(checkpoint).map(({ text }) => text);
  const identity = CAUSE_IDENTITY[cause];
  return (
    <span className="inline-flex items-center gap-2">
      {skipped ? (
        <span aria-hidden="true" className="hatched h-2.5 w-[18px]" style={{ color: identity.color }} />
      ) : (
        <Swatch identity={identity} />
      )}
      <span>
        {identity.label}
        {inferred && <span className="text-muted"> (inferred)</span>}
        {marks.length > 0 && (
          // Where the column of marks has no room.
          <span className="text-muted xl:hidden print:hidden"> · {marks.join(' · ')}</span>
        )}
      </span>
    </span>
  );
}
