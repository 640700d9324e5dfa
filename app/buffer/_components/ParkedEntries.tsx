'use client';

import type { ParkedEntry } from '../../../server/types.ts';
import { DASH, formatClockSpan, formatCount } from '../../_components/format.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { type EntryColumn, EntryTable } from './EntryTable.tsx';
import { MERGED_UPDATES, WAITING_GROUPS, WAITING_SINCE } from './entryColumns.ts';

const COLUMNS: readonly EntryColumn<ParkedEntry>[] = [
  WAITING_SINCE,
  { name: 'Attempts', className: 'w-20 text-right', show: ({ attempts }) => formatCount(attempts) },
  { name: 'Next try in', className: 'w-20 text-right', show: describeNextTry },
  MERGED_UPDATES,
  WAITING_GROUPS,
];

function describeNextTry({ nextTryAt }: ParkedEntry, now: number | null): string {
  if (now === null) return DASH;
  return nextTryAt <= now ? 'next sync' : formatClockSpan((nextTryAt - now) / 1_000);
}

export interface ParkedEntriesProps {
  readonly entries: readonly ParkedEntry[];
  readonly total: number;
}

export function ParkedEntries({ entries, total }: ParkedEntriesProps) {
  return (
    <div id="parked" className="scroll-mt-4">
      <Card title="Parked: the row is missing">
        {entries.length === 0 ? (
          <EmptyState>
            Nothing is parked: every row that was to be updated exists. An update that comes before its row’s
            create waits here and is tried again until the row is there.
          </EmptyState>
        ) : (
          <EntryTable caption="Parked entries, oldest first" {...{ entries, total }} columns={COLUMNS} />
        )}
      </Card>
    </div>
  );
}
