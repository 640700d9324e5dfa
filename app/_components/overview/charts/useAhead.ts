'use client';

import { useMemo } from 'react';
import { useLive } from '../../live/LiveProvider.tsx';
import { useStale } from '../../live/useStaleness.ts';
import { type AheadMark, createAhead } from './ahead.ts';
import type { TimeWindow } from './geometry.ts';

/** The live view's values for now and for what is expected. They change with each tick, the charts' data with each bucket. */
export interface Ahead {
  readonly now: number;
  /** False while the page is paused or hears nothing: `now` is then a moment of the past. */
  readonly live: boolean;
  readonly runningSince: number | null;
  readonly marks: readonly AheadMark[];
}

/** `loadedAt`: now, until a first view is there. */
export function useAhead(window: TimeWindow, loadedAt: number): Ahead {
  const view = useLive(({ shown }) => shown?.view ?? null);
  const now = useLive(({ shown }) => shown?.at ?? null) ?? loadedAt;
  const isFed = useStale('worker') === 0;
  const live = useLive(({ paused, silentSince }) => !paused && silentSince === null) && isFed;
  return useMemo(() => {
    const runningSince = view?.status.connected === true ? (view.running?.startedAt ?? null) : null;
    return { now, live, runningSince, marks: createAhead(view, now, window) };
  }, [view, now, live, window]);
}
