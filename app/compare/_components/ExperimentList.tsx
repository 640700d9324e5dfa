'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ExperimentSummary } from '../../../server/readers/experiments.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { Badge, type Tone } from '../../_components/ui/Badge.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';

const STATES: Readonly<Record<ExperimentSummary['state'], { readonly word: string; readonly tone: Tone }>> = {
  running: { word: 'running', tone: 'warn' },
  done: { word: 'done', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  stopped: { word: 'stopped', tone: 'neutral' },
};

export interface ExperimentListProps {
  readonly experiments: readonly ExperimentSummary[];
  readonly shown: string | null;
  readonly other: string | null;
}

/** Past experiments and the one that runs, newest first. */
export function ExperimentList({ experiments, shown, other }: ExperimentListProps) {
  return (
    <Card title="Experiments">
      {experiments.length === 0 ? (
        <EmptyState>Runs from npm run compare also appear here.</EmptyState>
      ) : (
        <ul className="flex max-h-[40rem] flex-col overflow-auto" tabIndex={0} aria-label="Experiments">
          {experiments.map((experiment) => (
            <li
              key={experiment.id}
              className="flex flex-col gap-1.5 border-t border-line py-2.5 text-sm first:border-0"
            >
              <Heading experiment={experiment} />
              {experiment.state === 'running' && <Progress experiment={experiment} />}
              {experiment.error !== null && <p className="text-bad">{experiment.error}</p>}
              {experiment.verdict !== null && (
                <Choice
                  id={experiment.id}
                  isShown={experiment.id === shown}
                  isOther={experiment.id === other}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Heading({ experiment: { state, startedAt, plan } }: { readonly experiment: ExperimentSummary }) {
  const { word, tone } = STATES[state];
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={tone}>{word}</Badge>
      <span className="font-medium">{plan.arms.map(({ strategy }) => strategy).join(', ')}</span>
      <span className="text-muted">
        {plan.preset}, time × {plan.timeScale}, {plan.cycles} × {plan.repetitions} cycles, seed {plan.seed},{' '}
        <ClockTime at={Date.parse(startedAt)} />
      </span>
    </div>
  );
}

function Progress({ experiment: { id, progress, plan } }: { readonly experiment: ExperimentSummary }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.experiments.stop.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.experiments.list.queryKey() }),
    }),
  );
  const cycles = plan.cycles + 1;
  const share =
    progress === null ? 0 : (progress.done + (progress.cycle ?? 0) / cycles) / Math.max(1, progress.runs);
  return (
    <>
      <progress
        className="h-2 w-full accent-(--accent)"
        aria-label="Progress of the experiment"
        value={share}
        max={1}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="text-muted">{describe(progress, plan.cycles)}</span>
        <Button look="danger" disabled={isPending} onClick={() => mutate({ id })}>
          Stop and keep what is done
        </Button>
      </div>
    </>
  );
}

function describe(progress: ExperimentSummary['progress'], cycles: number): string {
  if (progress === null || progress.arm === null) return 'The table is being loaded';
  const { done, runs, arm, cycle, secondsLeft } = progress;
  const discarded = cycle === 0 ? 'first cycle, discarded' : 'every row is synced once';
  const at = cycle === null || cycle === 0 ? discarded : `cycle ${cycle} of ${cycles}`;
  const left = secondsLeft === null ? '' : `, about ${Math.max(1, Math.round(secondsLeft / 60))} min left`;
  return `Run ${done + 1} of ${runs}, ${arm}: ${at}${left}`;
}

function Choice({
  id,
  isShown,
  isOther,
}: {
  readonly id: string;
  readonly isShown: boolean;
  readonly isOther: boolean;
}) {
  return (
    <div className="flex gap-2">
      <Button aria-pressed={isShown} onClick={() => writeUrl({ run: id, with: null }, 'push')}>
        {isShown ? 'Shown' : 'Show'}
      </Button>
      {!isShown && (
        <Button aria-pressed={isOther} onClick={() => writeUrl({ with: isOther ? null : id }, 'push')}>
          {isOther ? 'Remove overlay' : 'Overlay'}
        </Button>
      )}
    </div>
  );
}
