'use client';

import { type ReactNode, useState } from 'react';
import type { WaitingEntry } from '../../../server/types.ts';
import { formatCount } from '../../_components/format.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { classes } from '../../_components/ui/classes.ts';
import { useServerNow } from '../../_components/live/useServerNow.ts';
import { MintLink } from './MintLink.tsx';

const STEP = 25;

export interface EntryColumn<Entry> {
  readonly name: string;
  readonly className?: string;
  /** `now`: the server's clock, ms; null until it is known. */
  readonly show: (entry: Entry, now: number | null) => ReactNode;
}

export interface EntryTableProps<Entry> {
  readonly caption: string;
  readonly entries: readonly Entry[];
  readonly total: number;
  readonly columns: readonly EntryColumn<Entry>[];
}

/** Entries of the buffer, oldest first; the widths do not depend on what is in them. */
export function EntryTable<Entry extends WaitingEntry>(props: EntryTableProps<Entry>) {
  const { caption, entries, total, columns } = props;
  const [most, setMost] = useState(STEP);
  const now = useServerNow();
  const shown = entries.slice(0, most);
  return (
    <>
      <table className="w-full table-fixed text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-xs text-muted">
          <tr>
            <th scope="col" className="pb-2 text-left font-medium">
              Mint
            </th>
            {columns.map(({ name, className }) => (
              <th key={name} scope="col" className={classes('pb-2 pl-3 font-medium', className)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((entry) => (
            <tr key={entry.mint} className="h-9 border-t border-line">
              <th scope="row" className="text-left font-normal">
                <MintLink mint={entry.mint} />
              </th>
              {columns.map(({ name, className, show }) => (
                <td key={name} className={classes('truncate pl-3', className)}>
                  {show(entry, now)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 flex min-h-8 items-center gap-3 text-xs text-muted">
        The oldest {formatCount(shown.length)} of {formatCount(total)}
        {entries.length > most && <Button onClick={() => setMost(most + STEP)}>Show more</Button>}
      </p>
    </>
  );
}
