'use client';

import { useQuery } from '@tanstack/react-query';
import type { ApplicationTable } from '../../../server/types.ts';
import { formatCount } from '../../_components/format.ts';
import { formatAge } from '../../_components/live/formatAge.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Stale } from '../../_components/live/Stale.tsx';
import { useServerNow } from '../../_components/live/useServerNow.ts';
import { useSystem } from '../../_components/live/useSystem.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { useTRPC } from '../../_trpc/client.tsx';

const POLL_MS = 2_000;

/** The buffers of breakwater-buffer that were found in Redis, a row for each table. */
export function ApplicationBuffers() {
  const trpc = useTRPC();
  const { pipeline } = useSystem();
  const live = useLive((view) => !view.paused);
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    ...trpc.buffer.applications.queryOptions(),
    refetchInterval: live ? POLL_MS : false,
    staleTime: 0,
  });
  // The demo has none: its own buffer is above.
  if (pipeline && error === null && (data === undefined || data.length === 0)) return null;
  return (
    <Card title="Buffers of applications" className="mt-4">
      {error !== null && (
        <Failure what="The application’s Redis cannot be read" error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <LoadingRows label="Loading buffers…" />}
      {data?.length === 0 && (
        <EmptyState>
          No buffer of breakwater-buffer was ever started in this Redis. It appears here once its start() has
          run.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Stale of={[]} read={live ? { at: dataUpdatedAt, everyMs: POLL_MS } : null}>
          <Tables tables={data} />
          <Letters tables={data} />
        </Stale>
      )}
    </Card>
  );
}

const HEADS = ['Waiting', 'Oldest entry', 'Parked', 'Dead', 'Updates', 'Rows written', 'Imbalance'] as const;

function Tables({ tables }: { readonly tables: readonly ApplicationTable[] }) {
  const now = useServerNow();
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Buffers, a row for each table">
      <table className="w-full text-left text-sm tabular-nums">
        <thead>
          <tr className="text-muted">
            <th scope="col" className="py-1 pr-4 font-normal">
              Buffer and table
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="py-1 pr-4 text-right font-normal whitespace-nowrap">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map((row) => (
            <tr key={`${row.buffer} ${row.table}`} className="border-t border-line">
              <th scope="row" className="py-1 pr-4 font-normal whitespace-nowrap">
                {row.buffer} <span className="text-muted">{row.table}</span>
              </th>
              {listCells(row, now).map((cell, i) => (
                <td key={HEADS[i]} className="py-1 pr-4 text-right whitespace-nowrap">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** In the order of the heads. */
function listCells(row: ApplicationTable, now: number | null): readonly string[] {
  const { waiting, oldestSince, parked, dead, accepted, written, imbalance } = row;
  const age =
    oldestSince === null || now === null
      ? '–'
      : formatAge(Math.max(0, Math.round((now - oldestSince) / 1_000)));
  return [
    formatCount(waiting),
    age,
    formatCount(parked),
    formatCount(dead),
    formatCount(accepted),
    formatCount(written),
    formatCount(imbalance),
  ];
}

function Letters({ tables }: { readonly tables: readonly ApplicationTable[] }) {
  const letters = tables.flatMap((table) => table.letters.map((letter) => ({ ...table, ...letter })));
  if (letters.length === 0) return null;
  return (
    <>
      <h3 className="mt-4 mb-1 text-sm font-semibold">Dead letters</h3>
      <ul className="flex flex-col gap-1 text-sm">
        {letters.map(({ buffer, table, id, code, reason, diedAt }) => (
          <li key={`${buffer} ${table} ${id}`} className="wrap-anywhere">
            <ClockTime at={diedAt} /> {buffer} <span className="text-muted">{table}</span> {id}: SQLSTATE{' '}
            {code}, {reason}
          </li>
        ))}
      </ul>
      <p className="mt-1 text-xs text-muted">
        The application replays or discards them: buffer.replay(table, id), buffer.discard(table, id).
      </p>
    </>
  );
}
