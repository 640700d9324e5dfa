'use client';

import dynamic from 'next/dynamic';
import { Once } from '../../_components/ui/Once.tsx';
import { formatCount } from '../../../domain/format.ts';
import { useMemo } from 'react';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';
import { filterCheckpoints } from './checkpointFilter.ts';
import { CheckpointNotices } from './CheckpointNotices.tsx';
import { CheckpointToolbar } from './CheckpointToolbar.tsx';
import { ExportLinks } from './ExportLinks.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { NoCheckpoints } from './NoCheckpoints.tsx';
import { summarize } from './summarize.ts';
import { MAX_CHECKPOINTS, useCheckpoints } from './useCheckpoints.ts';
import { useListedMarks } from './useListedMarks.ts';
import { useCheckpointView, writeSorting } from './useCheckpointView.ts';

const CheckpointTable = dynamic(() =>
  import('./CheckpointTable.tsx').then((module) => module.CheckpointTable),
);

const CheckpointDetails = dynamic(
  () => import('./CheckpointDetails.tsx').then((module) => module.CheckpointDetails),
  {
    ssr: false,
  },
);

export function CheckpointsList({ loadedAt }: { readonly loadedAt: number }) {
  const view = useCheckpointView();
  const { query, checkpoints, cut } = useCheckpoints(view.range, loadedAt);
  const marks = useListedMarks(view.range, loadedAt);
  const shown = useMemo(() => filterCheckpoints(checkpoints, view.filter), [checkpoints, view.filter]);
  const nothingFits = checkpoints.length > 0 && shown.length === 0;
  return (
    <>
      {query.error !== null && (
        <Failure
          what="The checkpoints cannot be read"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      <Card
        title={summarize(checkpoints, shown)}
        actions={<ExportLinks range={view.range} path="/api/export/checkpoints" what="All checkpoints" />}
      >
        <CheckpointNotices />
        <CheckpointToolbar view={view} checkpoints={checkpoints} />
        {cut && (
          <p className="mb-2 text-sm text-muted">
            The range holds more: these are its newest {formatCount(MAX_CHECKPOINTS)}; the export has them
            all.
          </p>
        )}
        {query.isPending && checkpoints.length === 0 && <LoadingRows label="Loading checkpoints…" />}
        {query.isSuccess && checkpoints.length === 0 && <NoCheckpoints range={view.range} />}
        {nothingFits && (
          <EmptyState>
            No checkpoint of this range fits the filter.{' '}
            <Button onClick={() => writeUrl({ cause: null, skipped: null, q: null })}>Show all</Button>
          </EmptyState>
        )}
        {shown.length > 0 && (
          <CheckpointTable
            checkpoints={shown}
            sorting={view.sorting}
            onSort={writeSorting}
            openId={view.id}
            marks={marks}
          />
        )}
      </Card>
      <Once when={view.id !== null}>
        <CheckpointDetails id={view.id} listed={checkpoints} loadedAt={loadedAt} />
      </Once>
    </>
  );
}
