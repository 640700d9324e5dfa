'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTRPC } from '../../../_trpc/client.tsx';
import { useLive } from '../../live/LiveProvider.tsx';
import { classes } from '../../ui/classes.ts';
import { LATEST, usePeriods } from '../beforeAfter/usePeriods.ts';
import { judgeTour, TOUR_STEPS, type TourStep } from './judgeTour.ts';

const REFRESH_MS = 5_000;
const DAY_MS = 86_400_000;
/** A slow tour outlasts the strip's last cycles, and must still know the storm. */
const MAX_CHECKPOINTS = 60;

interface StepText {
  readonly text: ReactNode;
  /** In checkpoint cycles; 0: a click. */
  readonly cycles: number;
}

const STEPS: Readonly<Record<TourStep, StepText>> = {
  storm: {
    text: (
      <>
        Watch checkpoints under <em>direct</em>: the strip shows the pages of each, the tile Write statements
        how many it takes.
      </>
    ),
    cycles: 3,
  },
  'to-hybrid': {
    text: (
      <>
        Switch <strong>Write strategy</strong> from <em>direct</em> to <em>hybrid</em>.
      </>
    ),
    cycles: 0,
  },
  statements: {
    text: <>Watch the tile Write statements collapse; pages and WAL fall less.</>,
    cycles: 2,
  },
  'to-split': {
    text: (
      <>
        Switch <strong>Write strategy</strong> to <em>hybrid-split</em>.
      </>
    ),
    cycles: 0,
  },
  pages: {
    text: (
      <>
        Watch the pages of a checkpoint collapse too: the strip of the last cycles shows it, Before and after
        says by how much.
      </>
    ),
    cycles: 3,
  },
};

/** The steps to do and what to look at; each step ticks itself. */
export function Tour({ loadedAt }: { readonly loadedAt: number }) {
  const done = useTour(loadedAt);
  const cycleSeconds =
    useLive((view) => view.overview?.view?.settings?.checkpointTimeoutSeconds ?? null) ?? null;
  const next = TOUR_STEPS.find((step) => !done.has(step));
  return (
    <>
      <ol aria-label="First steps" className="mt-2 flex flex-col gap-1">
        {TOUR_STEPS.map((step) => {
          const { text, cycles } = STEPS[step];
          const isDone = done.has(step);
          return (
            <li
              key={step}
              data-step={step}
              data-done={isDone || undefined}
              aria-current={step === next ? 'step' : undefined}
              className={classes('flex gap-2', step !== next && 'text-muted')}
            >
              <span aria-hidden="true" className={classes('w-4 shrink-0', isDone && 'text-good')}>
                {isDone ? '✓' : '○'}
              </span>
              <span>
                {text}
                {isDone ? <span className="sr-only"> Done.</span> : describeTime(cycles, cycleSeconds)}
              </span>
            </li>
          );
        })}
      </ol>
      {next === undefined && (
        <p className="mt-2">
          That is all: <strong>Before and after</strong> has every figure, and any two periods can be compared
          there. This list comes back by <code>?tour=1</code>.
        </p>
      )}
    </>
  );
}

function describeTime(cycles: number, cycleSeconds: number | null): string {
  if (cycles === 0 || cycleSeconds === null) return '';
  return ` About ${Math.max(1, Math.ceil((cycles * cycleSeconds) / 60))} min.`;
}

function useTour(loadedAt: number): ReadonlySet<TourStep> {
  const trpc = useTRPC();
  const canBeAsked = useLive((view) => view.overview?.redis.state === 'up');
  const { data: measured = [] } = useQuery({
    ...trpc.periods.list.queryOptions(),
    refetchInterval: REFRESH_MS,
    enabled: canBeAsked,
    retry: false,
  });
  const periods = usePeriods(LATEST)?.periods ?? [];
  const { data: checkpoints = [] } = useQuery({
    ...trpc.checkpoints.list.queryOptions({
      from: loadedAt - DAY_MS,
      to: loadedAt + DAY_MS,
      limit: MAX_CHECKPOINTS,
    }),
    refetchInterval: REFRESH_MS,
    enabled: canBeAsked,
    retry: false,
  });
  return judgeTour({ periods, measured, checkpoints });
}
