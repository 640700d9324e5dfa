'use client';

import type { ObserverView } from '../../../domain/observerView.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { Stale } from '../live/Stale.tsx';
import { useSystem } from '../live/useSystem.ts';
import { useStale } from '../live/useStaleness.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { Card } from '../ui/Card.tsx';
import { ClockTime } from '../ui/ClockTime.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Hint } from '../ui/Hint.tsx';
import { describeReplay } from '../../../domain/describeReplay.ts';
import { INTERRUPTION_SENTENCES } from '../../../domain/interruptions.ts';
import { publishFigures } from '../ui/publishFigures.ts';
import { CheckpointButton } from './CheckpointButton.tsx';
import {
  describeCause,
  describeCycle,
  describeNext,
  describeProgress,
  figuresOfNext,
  figuresOfRunning,
} from './describeCycle.ts';
import { LastCycles } from './LastCycles.tsx';
import { ServerNotices } from './ServerNotices.tsx';
import { Unobserved } from './Unobserved.tsx';
import { UnreliableMark } from './UnreliableMark.tsx';
import { RacingBar } from './RacingBar.tsx';
import { useRecentCheckpoints } from './useRecentCheckpoints.ts';

/** The running cycle: who starts the next checkpoint, time or WAL, and how far the running one has written. */
export function CycleStrip({ loadedAt }: { readonly loadedAt: number }) {
  const view = useLive((live) => live.shown?.view ?? null);
  const checkpoints = useRecentCheckpoints(loadedAt);
  return (
    <Card
      title="Checkpoint cycle"
      actions={<CheckpointButton />}
      hint={
        <Hint about="the checkpoint cycle" more="/docs/checkpoints#when-one-starts-and-when-it-is-skipped">
          From the start of one checkpoint to the start of the next. The next one starts when time or WAL
          reaches its end, whichever is first. The mark on the time bar is c, where a paced checkpoint is to
          be done writing.
        </Hint>
      }
    >
      <Stale of={['observer']}>
        {view === null || view.settings === null ? (
          <EmptyState>The cycle appears once the server is watched.</EmptyState>
        ) : (
          <RunningCycle view={view} />
        )}
        <LastCycles checkpoints={checkpoints} />
      </Stale>
    </Card>
  );
}

function RunningCycle({ view }: { readonly view: ObserverView }) {
  const { running, next, settings, status, missing } = view;
  const cycle = describeCycle(view);
  // The remaining time counts from now. Where nothing was polled for 3 s, the strip shows only the last known state.
  const isSeen = useStale('observer') === 0 && status.connected;
  return (
    <>
      <div className="mb-3 flex min-h-10 items-start gap-2 text-sm sm:min-h-5">
        <span>
          <Headline view={view} />
          <UnreliableMark check={view.ruleCheck} />
        </span>
        {missing.length > 0 && <Unobserved missing={missing} />}
      </div>
      <ServerNotices view={view} />
      <ServerNotes view={view} />
      <div className="flex flex-col gap-1.5">
        {running === null ? (
          <RacingBar
            label="Pages"
            share={0}
            text={
              !isSeen
                ? 'not known whether a checkpoint is running'
                : next === null
                  ? 'idle'
                  : `idle; ${next.skipped ? 'nothing to write yet' : 'dirty pages accumulating'}`
            }
            color="var(--hue-sky)"
            tall
          />
        ) : (
          <RacingBar
            label="Pages"
            share={
              running.buffersTotal === null
                ? null
                : running.buffersWritten / Math.max(1, running.buffersTotal)
            }
            text={describeProgress(running, isSeen)}
            figures={figuresOfRunning(running)}
            color={CAUSE_IDENTITY[running.cause].color}
            pale={running.joined || !isSeen}
            tall
          />
        )}
        <RacingBar
          label="Time"
          share={cycle.timeShare}
          text={cycle.timeText}
          color="var(--hue-blue)"
          mark={settings?.completionTarget}
          pale={!isSeen}
        />
        <RacingBar
          label="WAL"
          share={cycle.walShare}
          text={cycle.walText}
          color="var(--hue-orange)"
          pale={!isSeen}
        />
      </div>
    </>
  );
}

/** How long what broke the series of figures is shown. */
const INTERRUPTION_SHOWN_MS = 3_600_000;

function ServerNotes({ view: { at, lastInterruption, sample } }: { readonly view: ObserverView }) {
  const replay = sample === null ? null : describeReplay(sample);
  const isRecent = lastInterruption !== null && at - lastInterruption.at < INTERRUPTION_SHOWN_MS;
  return (
    <>
      {isRecent && (
        <p className="mb-3 text-sm text-warn">
          {INTERRUPTION_SENTENCES[lastInterruption.kind]} at <ClockTime at={lastInterruption.at} />.
        </p>
      )}
      {replay !== null && <p className="mb-3 text-sm text-muted">{replay}.</p>}
    </>
  );
}

/** Through whom PostgreSQL is seen, where that one is silent. */
const findSilent = (code: string, pipeline: boolean): string =>
  code === 'no Redis'
    ? 'Redis'
    : code !== 'no worker'
      ? 'PostgreSQL'
      : pipeline
        ? 'the worker'
        : 'the watcher';

function Headline({ view: { status, running, next } }: { readonly view: ObserverView }) {
  const { pipeline } = useSystem();
  if (!status.connected) {
    return (
      <>
        No contact with {findSilent(status.code, pipeline)} since <ClockTime at={status.since} />. Showing the
        last known state.
      </>
    );
  }
  if (running !== null) {
    return (
      <>
        <strong>Checkpoint</strong> since <ClockTime at={running.startedAt} />, {describeCause(running)}
        {running.phase === 'syncing' ? '; syncing files' : ''}
      </>
    );
  }
  if (next === null) return <>Forecast available after one full cycle.</>;
  return <span {...publishFigures(figuresOfNext(next))}>{describeNext(next)}</span>;
}
