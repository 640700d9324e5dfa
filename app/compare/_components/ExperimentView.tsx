'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { describePlan, METHOD } from '../../../domain/describeExperiment.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { Claims } from './Claims.tsx';
import { ResultTable } from './ResultTable.tsx';

const OverlayCharts = dynamic(() => import('./OverlayCharts.tsx').then((module) => module.OverlayCharts), {
  ssr: false,
  loading: () => <div className="min-h-96" />,
});

/** One experiment, perhaps with the lines of another laid over its own. */
export function ExperimentView({ id, otherId }: { readonly id: string; readonly otherId: string | null }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.experiments.one.queryOptions({ id }));
  const other = useQuery(trpc.experiments.one.queryOptions(otherId === null ? skipToken : { id: otherId }));
  if (error !== null) {
    return <Failure what="The experiment cannot be read" error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <LoadingRows label="The experiment is being read" />;
  if (data === null || data.arms.length === 0) {
    return (
      <Card title="Result">
        <EmptyState>No run of this experiment has ended, or it is not kept here.</EmptyState>
      </Card>
    );
  }
  return (
    <>
      <Card title="Result" actions={<Exports id={id} />}>
        <p className="mb-3 text-pretty">{data.verdict}.</p>
        <ResultTable result={data} />
        <p className="mt-3 text-xs text-muted">{describePlan(data)}.</p>
        <p className="mt-1 text-xs text-muted">{METHOD}</p>
      </Card>
      <Card title="What the fix promised, and what came of it">
        <Claims result={data} />
      </Card>
      <Card title="Over time, from the start of the first measured cycle">
        <OverlayCharts experiments={other.data == null ? [data] : [data, other.data]} />
      </Card>
    </>
  );
}

function Exports({ id }: { readonly id: string }) {
  return (
    <span className="flex gap-3 text-sm print-hidden">
      {(['html', 'markdown', 'json'] as const).map((format) => (
        <a
          key={format}
          className="text-accent underline"
          href={`/api/export/experiments?id=${id}&format=${format}`}
          download
        >
          {format}
        </a>
      ))}
    </span>
  );
}
