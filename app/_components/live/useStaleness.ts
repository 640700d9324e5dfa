'use client';

import { useSyncExternalStore } from 'react';
import type { Source } from '../../../server/types.ts';
import { POLL_MS } from './connectLive.ts';
import { useLive, useLiveStore } from './LiveProvider.tsx';
import { TICK_MS } from './Ticker.ts';

/** A figure is marked as old before it is older than 3 s. */
export const STALE_MS = 3_000 - TICK_MS;

/** When the newest figures of all these sources were true, ms by this browser's clock; null where nothing is known. */
function useAsOf(sources: readonly Source[]): number | null {
  return useLive(({ overview, clockOffsetMs }) => {
    const known = sources.flatMap((source) => overview?.asOf[source] ?? []);
    return known.length === 0 ? null : Math.min(...known) + clockOffsetMs;
  });
}

/** Whole seconds since `at` (ms by this browser's clock), once it is older than `afterMs`; until then 0. */
export function useStaleSeconds(at: number | null, afterMs = STALE_MS): number {
  const { ticker } = useLiveStore();
  const read = (): number => {
    const ageMs = at === null ? 0 : Date.now() - at;
    return ageMs < afterMs ? 0 : Math.floor(ageMs / 1_000);
  };
  return useSyncExternalStore(ticker.subscribe, read, () => 0);
}

/** Whole seconds since one of these was last heard, once they are more than 3; until then 0. */
export function useStale(...sources: readonly Source[]): number {
  // A figure that is read only now and then is older by that at times.
  const isAsked = useLive(({ connection }) => connection === 'polling');
  return useStaleSeconds(useAsOf(sources), STALE_MS + (isAsked ? POLL_MS : 0));
}
