'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { useHydrated } from '../../_components/ui/useHydrated.ts';
import { useAnchor } from '../../_components/overview/useAnchor.ts';

const HOUR = 3_600_000;
export const CHECKPOINT_RANGES = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '7d': 7 * 24 * HOUR,
  '30d': 30 * 24 * HOUR,
} as const;
export type CheckpointRange = keyof typeof CHECKPOINT_RANGES;

/** The most checkpoints that one query returns. */
export const MAX_CHECKPOINTS = 5_000;

/** The checkpoints of a relative range, newest first: read once, then kept up by the live stream. */
export function useCheckpoints(range: CheckpointRange, loadedAt: number) {
  const trpc = useTRPC();
  const anchor = useAnchor(range, loadedAt);
  const spanMs = CHECKPOINT_RANGES[range];
  const query = useQuery({
    ...trpc.checkpoints.list.queryOptions({ from: anchor - spanMs, to: anchor, limit: MAX_CHECKPOINTS }),
    placeholderData: keepPreviousData,
  });
  // A tick may come before this part of the page is hydrated, and must not differ from what the server drew.
  const hydrated = useHydrated();
  const live = useLive((view) => view.events);
  const { data } = query;
  const checkpoints = useMemo(() => {
    const all = merge(data ?? [], hydrated ? live.checkpoints : []);
    return all.filter(({ endedAt }) => endedAt >= anchor - spanMs);
  }, [data, live, hydrated, anchor, spanMs]);
  return { query, checkpoints, cut: (data?.length ?? 0) >= MAX_CHECKPOINTS };
}

/** One checkpoint by its id, wherever in the history it is; null where it is not there. */
export function useCheckpoint(
  id: string | null,
  listed: readonly ObservedCheckpoint[],
  loadedAt: number,
): { readonly checkpoint: ObservedCheckpoint | null; readonly searching: boolean } {
  const trpc = useTRPC();
  const found = listed.find((checkpoint) => checkpoint.id === id) ?? null;
  const anywhere = { from: loadedAt - CHECKPOINT_RANGES['30d'], to: loadedAt, limit: MAX_CHECKPOINTS };
  const { data, isFetching } = useQuery({
    ...trpc.checkpoints.list.queryOptions(anywhere),
    enabled: id !== null && found === null,
  });
  const checkpoint = found ?? data?.find((candidate) => candidate.id === id) ?? null;
  return { checkpoint, searching: checkpoint === null && isFetching };
}

function merge(read: readonly ObservedCheckpoint[], live: readonly ObservedCheckpoint[]) {
  const known = new Set(read.map(({ id }) => id));
  const fresh = live.filter(({ id }) => !known.has(id));
  return [...fresh, ...read].sort((a, b) => b.startedAt - a.startedAt);
}
