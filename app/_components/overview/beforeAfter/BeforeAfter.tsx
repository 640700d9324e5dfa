'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { valueOf } from '../../../../domain/figure.ts';
import { useTRPC } from '../../../_trpc/client.tsx';
import { useLive } from '../../live/LiveProvider.tsx';
import { Stale } from '../../live/Stale.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Hint } from '../../ui/Hint.tsx';

const REFRESH_MS = 10_000;

const BeforeAfterTable = dynamic(
  () => import('./BeforeAfterTable.tsx').then((module) => module.BeforeAfterTable),
  { ssr: false },
);

/** The last strategy's figures beside those of now: what the switch changed. */
export function BeforeAfter() {
  const trpc = useTRPC();
  // A question that hangs would keep one of the six connections to this address from the pages' own streams.
  const canBeAsked = useLive((view) => view.overview?.redis.state === 'up');
  const { data } = useQuery({
    ...trpc.experiments.periods.queryOptions(),
    refetchInterval: REFRESH_MS,
    enabled: canBeAsked,
    retry: false,
  });
  const strategy = useLive((view) => view.shown?.strategy.active ?? null);
  const figures = useLive((view) => view.shown?.figures ?? null);
  const before = data?.find(
    (period) => period.strategy !== strategy && valueOf(period.figures.writesPerHour) !== null,
  );
  return (
    <Card
      title="Before and after"
      hint={
        <Hint about="before and after" more="/docs/compare">
          The last period under another strategy beside this one. Each figure is a total over whole cycles;
          the cycle of the switch is left out. For a comparison under one and the same load, start an
          experiment on the page Compare.
        </Hint>
      }
    >
      <Stale of={['worker', 'observer']}>
        {before === undefined || strategy === null || figures === null ? (
          <EmptyState>
            Switch the write strategy: what it changes will be shown here, figure by figure.
          </EmptyState>
        ) : (
          <BeforeAfterTable before={before} after={{ strategy, figures }} />
        )}
      </Stale>
    </Card>
  );
}
