'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../_trpc/client.tsx';
import { Stale } from '../../_components/live/Stale.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { useUrlParams } from '../../_components/ui/useUrlParams.ts';
import { ExperimentList } from './ExperimentList.tsx';
import { ExperimentView } from './ExperimentView.tsx';
import { Periods } from './Periods.tsx';
import { StartForm } from './StartForm.tsx';

const REFRESH_MS = 2_000;
const IDLE_REFRESH_MS = 15_000;

/** The address names the experiments that are shown: `run`, and `with` for a second one as an overlay. */
export function Comparison() {
  const trpc = useTRPC();
  const params = useUrlParams();
  const list = useQuery({
    ...trpc.experiments.list.queryOptions(),
    refetchInterval: ({ state }) =>
      state.data?.some((experiment) => experiment.state === 'running') === true
        ? REFRESH_MS
        : IDLE_REFRESH_MS,
  });
  const experiments = list.data ?? [];
  const shown = params.get('run') ?? experiments.find(({ verdict }) => verdict !== null)?.id ?? null;
  const other = params.get('with');
  return (
    <>
      {list.error !== null && (
        <Failure
          what="The experiments cannot be read"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-[26rem_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <StartForm isRunning={experiments.some(({ state }) => state === 'running')} />
          <ExperimentList experiments={experiments} shown={shown} other={other} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {shown === null ? (
            <Card title="Result">
              <EmptyState>
                No experiment has ended yet. Start one here, or in a terminal: npm run compare
              </EmptyState>
            </Card>
          ) : (
            <ExperimentView id={shown} otherId={other} />
          )}
          <Stale of={['observer']}>
            <Periods />
          </Stale>
        </div>
      </div>
    </>
  );
}
