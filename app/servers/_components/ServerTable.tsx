'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { addServer } from '../../../domain/serverAddress.ts';
import type { ServerRow } from '../../../server/types.ts';
import { formatBytes, formatShare } from '../../_components/format.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { describeTrigger } from '../../_components/overview/describeTrigger.ts';
import { describeNext, describeProgress } from '../../_components/overview/describeCycle.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { FigureValue } from '../../_components/ui/FigureValue.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { StatusDot } from '../../_components/ui/StatusDot.tsx';
import { useTRPC } from '../../_trpc/client.tsx';

const REFRESH_MS = 5_000;
const STATES = {
  up: { status: 'good', word: 'up' },
  down: { status: 'bad', word: 'not responding' },
  unknown: { status: 'unknown', word: 'not known' },
} as const;

/** All watched servers, a row each, the one in most trouble first. */
export function ServerTable() {
  const trpc = useTRPC();
  const paused = useLive((view) => view.paused);
  const query = useQuery({
    ...trpc.servers.list.queryOptions(),
    refetchInterval: paused ? false : REFRESH_MS,
  });
  return (
    <Card title="Sorted by trouble">
      {query.error !== null && (
        <Failure what="The servers cannot be read" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data === undefined ? (
        query.error === null && <LoadingRows label="Loading servers…" />
      ) : (
        <ul className="flex flex-col">
          {query.data.map((row) => (
            <ServerItem key={row.name} row={row} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ServerItem({ row }: { readonly row: ServerRow }) {
  const { name, postgres, isStandby, worstAdvice } = row;
  const { status, word } = STATES[postgres.state];
  return (
    <li
      aria-label={name}
      className="grid grid-cols-2 gap-x-4 gap-y-2 border-t border-line py-3 text-sm first:border-t-0 lg:grid-cols-[12rem_10rem_14rem_7rem_minmax(0,1fr)_minmax(0,1fr)]"
    >
      <div className="col-span-2 min-w-0 lg:col-span-1">
        {/* A page of its own: nothing of another server may stay. */}
        <a href={addServer('/', name)} className="font-medium text-accent underline wrap-anywhere">
          {name}
        </a>
        <p className="flex items-center gap-1.5 text-xs text-muted" title={postgres.detail}>
          <StatusDot status={status} />
          {word}
          {postgres.code !== null && ` (${postgres.code})`}
          {isStandby === true && ', standby'}
        </p>
        {postgres.version !== null && (
          <p className="text-xs text-muted">PostgreSQL {postgres.version.split(' ', 1)[0]}</p>
        )}
      </div>
      <Cell label="Last checkpoint">
        <LastCheckpoint row={row} />
      </Cell>
      <Cell label="WAL per hour">
        <FigureValue name={`wal-of-${name}`} figure={row.walBytesPerHour} format={formatBytes} />
        <p className="text-xs text-muted">{describeTrigger(row.walTriggerBytes, row.walBytesPerHour)}</p>
      </Cell>
      <Cell label="Checkpointing">
        <FigureValue name={`share-of-${name}`} figure={row.checkpointShare} format={formatShare} />
      </Cell>
      <Cell label="Forecast" wide>
        {describeForecast(row)}
      </Cell>
      <Cell label="Worst advice" wide>
        {worstAdvice === null ? (
          isStandby === null ? (
            'not known'
          ) : (
            'none'
          )
        ) : (
          <span title={worstAdvice.evidence}>{worstAdvice.title}</span>
        )}
      </Cell>
    </li>
  );
}

interface CellProps {
  readonly label: string;
  /** Takes a line of its own where there is little room. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Cell({ label, wide = false, children }: CellProps) {
  return (
    <div className={wide ? 'col-span-2 min-w-0 lg:col-span-1' : 'min-w-0'}>
      <p className="text-xs text-muted">{label}</p>
      <div>{children}</div>
    </div>
  );
}

function LastCheckpoint({ row: { last } }: { readonly row: ServerRow }) {
  if (last === null) return 'none seen yet';
  return (
    <>
      <ClockTime at={last.startedAt} /> {last.inferred && 'probably '}
      {CAUSE_IDENTITY[last.cause].label}
    </>
  );
}

function describeForecast({ postgres, running, next }: ServerRow): string {
  if (postgres.state !== 'up') return 'not known';
  if (running !== null) return `Running: ${describeProgress(running, true)}`;
  return next === null ? 'after one whole cycle' : describeNext(next);
}
