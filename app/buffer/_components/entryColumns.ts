import type { WaitingEntry } from '../../../server/types.ts';
import type { ColumnGroup, MutableColumns } from '../../../domain/tokenColumns.ts';
import { DASH, formatClockSpan, formatCount } from '../../_components/format.ts';
import type { EntryColumn } from './EntryTable.tsx';

const GROUP_NAMES: Readonly<Record<ColumnGroup, string>> = {
  market: 'market data',
  status: 'status',
  pool: 'pool',
  hotScore: 'hot score',
  holderCount: 'holders',
  metadata: 'metadata',
};

const RIGHT = 'w-24 text-right';

/** The groups of columns that wait, in words. */
export const describeGroups = (columns: MutableColumns): string =>
  Object.keys(columns)
    .map((group) => GROUP_NAMES[group as ColumnGroup])
    .join(', ');

export const WAITING_SINCE: EntryColumn<WaitingEntry> = {
  name: 'Waiting (min:s)',
  className: RIGHT,
  show: ({ dirtySince }, now) => (now === null ? DASH : formatClockSpan((now - dirtySince) / 1_000)),
};

export const MERGED_UPDATES: EntryColumn<WaitingEntry> = {
  name: 'Updates',
  className: `hidden sm:table-cell ${RIGHT}`,
  show: ({ updates }) => formatCount(updates),
};

export const WAITING_GROUPS: EntryColumn<WaitingEntry> = {
  name: 'Columns',
  className: 'hidden md:table-cell text-left',
  show: ({ columns }) => describeGroups(columns),
};
