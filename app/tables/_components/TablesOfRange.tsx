'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TablesInRange } from '../../../server/readers/tables.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useAnchor } from '../../_components/overview/useAnchor.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { formatCount, formatCounted } from '../../_components/format.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { useUrlParams } from '../../_components/ui/useUrlParams.ts';
import { ExportLinks } from '../../checkpoints/_components/ExportLinks.tsx';
import { NoCheckpoints } from '../../checkpoints/_components/NoCheckpoints.tsx';
import { RangeChoice, readRange } from '../../checkpoints/_components/RangeChoice.tsx';
import { CHECKPOINT_RANGES, type CheckpointRange } from '../../checkpoints/_components/useCheckpoints.ts';
import { HotCard } from './HotCard.tsx';
import { RelationTable } from './RelationTable.tsx';
import { describeSources } from './describeSources.ts';
import { SayMore } from './SayMore.tsx';
import { StatementsCard } from './StatementsCard.tsx';

/** Which tables and statements filled the checkpoints of a range, read again with each new checkpoint. */
export function TablesOfRange({ loadedAt }: { readonly loadedAt: number }) {
  const range = readRange(useUrlParams());
  const newest = useLive(({ events }) => events.checkpoints[0]?.id ?? null);
  const anchor = useAnchor(`${range} ${newest}`, loadedAt);
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery({
    ...trpc.tables.range.queryOptions({ from: anchor - CHECKPOINT_RANGES[range], to: anchor }),
    placeholderData: keepPreviousData,
  });
  const tables = data !== undefined && data.checkpoints.all > 0 ? data : null;
  return (
    <>
      <Card title="Pages by table" hint={<PagesHint />} actions={<TablesExport range={range} />}>
        <div className="mb-3 print-hidden">
          <RangeChoice range={range} />
        </div>
        {error !== null && (
          <Failure what="The tables cannot be read" error={error} onRetry={() => void refetch()} />
        )}
        {isPending && <LoadingRows label="Loading tables…" />}
        {data?.checkpoints.all === 0 && <NoCheckpoints range={range} />}
        {tables !== null && <Tables tables={tables} />}
      </Card>
      {tables !== null && <StatementsCard statements={tables.statements} />}
      <HotCard />
    </>
  );
}

const TablesExport = ({ range }: { readonly range: CheckpointRange }) => (
  <ExportLinks range={range} path="/api/export/tables" what="The tables" />
);

const PagesHint = () => (
  <Hint about="pages by table" more="/docs/observer#which-tables-fill-a-checkpoint">
    Pages that were dirty in shared buffers when a checkpoint began, summed over the range. A table has its
    indexes, its TOAST and its partitions with it.
  </Hint>
);

function Tables({ tables }: { readonly tables: TablesInRange }) {
  const { checkpoints, pages } = tables;
  return (
    <>
      <p className="mb-2 text-sm text-muted">
        {formatCounted(checkpoints.all, 'checkpoint')}, {formatCount(pages)} pages. {describeSources(tables)}
      </p>
      {tables.tables.length === 0 ? (
        <EmptyState>No table is known of these checkpoints.</EmptyState>
      ) : (
        <RelationTable tables={tables} />
      )}
      <SayMore />
    </>
  );
}
