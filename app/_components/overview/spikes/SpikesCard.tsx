'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  MIN_CALM_SECONDS,
  type Spike,
  SPIKE_VERDICTS,
  type SpikeVerdict,
} from '../../../../domain/spikes.ts';
import { useTRPC } from '../../../_trpc/client.tsx';
import { formatCounted, formatSeconds } from '../../format.ts';
import { useLive } from '../../live/LiveProvider.tsx';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ClockTime } from '../../ui/ClockTime.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Failure } from '../../ui/Failure.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { LoadingRows } from '../../ui/LoadingRows.tsx';
import type { Range } from '../useRange.ts';
import { useAnchor } from '../useAnchor.ts';
import { EvidenceTable } from './EvidenceTable.tsx';
import { RangeDifference } from './RangeDifference.tsx';

const MAX_SHOWN = 50;
const READ_EVERY_MS = 10_000;
/** Of what is anchored: the anchor moves on before it is over. */
const AHEAD_MS = 15 * 60_000;
/** Shown around a spike, so that its edges are seen. */
const AROUND_MS = 30_000;

const TONES: Readonly<Record<SpikeVerdict, Tone>> = {
  'write-phase': 'warn',
  'sync-phase': 'warn',
  'full-page-images': 'warn',
  locks: 'bad',
  'not-checkpoint': 'neutral',
  'cannot-say': 'neutral',
};

export interface SpikesCardProps {
  readonly range: Range;
  readonly loadedAt: number;
  readonly onZoom: (from: number, to: number) => void;
}

/** The spikes of the range that the charts show, with the verdict on each; of a chosen range, what is different in it. */
export function SpikesCard({ range, loadedAt, onZoom }: SpikesCardProps) {
  const trpc = useTRPC();
  const anchor = useAnchor(JSON.stringify(range), loadedAt);
  const asked =
    range.kind === 'absolute'
      ? { from: range.from, to: range.to }
      : { from: anchor - range.spanMs, to: anchor + AHEAD_MS };
  const {
    data: spikes,
    error,
    refetch,
  } = useQuery({
    ...trpc.history.spikes.queryOptions({ ...asked, limit: MAX_SHOWN }),
    placeholderData: keepPreviousData,
    refetchInterval: READ_EVERY_MS,
  });
  const seesSessions = useLive((view) => view.shown?.view?.server?.seesWaits ?? true);
  return (
    <Card
      title="Is it the checkpoint?"
      className="mt-4"
      hint={
        <Hint about="the spikes" more="/docs/observer#is-it-the-checkpoint">
          A spike is three seconds or more in which a transaction took three times as long as in the five
          minutes before. The verdict comes from what was different in it. Drag over a chart to see what is
          different in any other range.
        </Hint>
      }
    >
      {range.kind === 'absolute' && <RangeDifference from={range.from} to={range.to} />}
      {spikes === undefined ? (
        error === null ? (
          <LoadingRows label="Loading spikes…" />
        ) : (
          <Failure what="The spikes cannot be read" error={error} onRetry={() => void refetch()} />
        )
      ) : spikes.length === 0 ? (
        <EmptyState>
          {seesSessions
            ? `No spike was found in this range: wherever sessions were seen, no transactions took three times as long as before for three seconds. None can be found before ${MIN_CALM_SECONDS} calm seconds have been seen.`
            : 'This role does not see other sessions, so no spike can be found. Grant it pg_monitor.'}
        </EmptyState>
      ) : (
        <>
          <p className="mb-1 text-xs text-muted">
            {formatCounted(spikes.length, 'spike')}
            {spikes.length === MAX_SHOWN && ', the newest of the range'}
          </p>
          <ul>
            {spikes.map((spike) => (
              <SpikeItem key={spike.startedAt} spike={spike} onZoom={onZoom} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function SpikeItem({ spike, onZoom }: { readonly spike: Spike } & Pick<SpikesCardProps, 'onZoom'>) {
  const { startedAt, endedAt, verdict, reason, inside, outside } = spike;
  return (
    <li className="border-t border-line py-2 text-sm first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="tabular-nums">
          <ClockTime at={startedAt} />
        </span>
        <span className="text-muted">{formatSeconds((endedAt - startedAt) / 1_000)}</span>
        <Badge tone={TONES[verdict]}>{SPIKE_VERDICTS[verdict]}</Badge>
        <Button look="bare" onClick={() => onZoom(startedAt - AROUND_MS, endedAt + AROUND_MS)}>
          Show in the charts
        </Button>
      </div>
      <p className="max-w-[90ch] text-muted">
        One transaction took {formatSeconds(inside.secondsPerTransaction)}, before{' '}
        {formatSeconds(outside.secondsPerTransaction)}: {reason}.
      </p>
      <details>
        <summary className="w-fit cursor-pointer py-1 text-xs text-accent">Evidence</summary>
        <EvidenceTable
          {...{ inside, outside }}
          outsideLabel="Five minutes before"
          label={`Evidence on the spike at ${new Date(startedAt).toISOString()}`}
        />
      </details>
    </li>
  );
}
