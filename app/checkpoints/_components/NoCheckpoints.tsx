'use client';

import { formatClockSpan, formatSeconds } from '../../_components/format.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import type { CheckpointRange } from './useCheckpoints.ts';

/** Says when the first one is to be expected, as well as that is known. */
export function NoCheckpoints({ range }: { readonly range: CheckpointRange }) {
  const view = useLive(({ shown }) => shown?.view ?? null);
  const timeout = view?.settings?.checkpointTimeoutSeconds ?? null;
  const { running = null, next = null } = view?.status.connected === true ? view : {};
  const within = timeout === null ? 'checkpoint_timeout' : `checkpoint_timeout, ${formatSeconds(timeout)}`;
  return (
    <EmptyState>
      No checkpoint was seen in the last {range}.{' '}
      {view === null
        ? 'None is observed before the worker runs: start it with npm start. '
        : `The first checkpoint is seen within ${within}. `}
      {running !== null && 'One is running and will appear here when it is complete.'}
      {running === null && next !== null && `The next is expected in ${formatClockSpan(next.inSeconds)}.`}
    </EmptyState>
  );
}
