'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Stale } from '../../_components/live/Stale.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { BufferCounts } from './BufferCounts.tsx';
import { DeadLetters } from './DeadLetters.tsx';
import { ParkedEntries } from './ParkedEntries.tsx';
import { WaitingEntries } from './WaitingEntries.tsx';

const POLL_MS = 2_000;
/** The number of oldest entries that are listed of each kind. */
const LISTED = 200;

export function BufferContents() {
  const trpc = useTRPC();
  const live = useLive((view) => !view.paused);
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    ...trpc.buffer.list.queryOptions({ limit: LISTED }),
    refetchInterval: live ? POLL_MS : false,
    staleTime: 0,
  });
  return (
    <>
      {error !== null && (
        <Failure what="The buffer cannot be read" error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <LoadingRows label="The buffer is being read" />}
      {data !== undefined && (
        <Stale
          of={['redis']}
          read={live ? { at: dataUpdatedAt, everyMs: POLL_MS } : null}
          className="flex flex-col gap-4"
        >
          <BufferCounts counts={data.counts} />
          <WaitingEntries entries={data.waiting} total={data.counts.waiting} nextSyncAt={data.nextSyncAt} />
          <ParkedEntries entries={data.parked} total={data.counts.parked} />
          <DeadLetters letters={data.dead} total={data.counts.dead} onChanged={() => void refetch()} />
        </Stale>
      )}
    </>
  );
}
