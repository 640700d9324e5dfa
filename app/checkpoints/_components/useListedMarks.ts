'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { describeMark, type MarkEvent } from '../../../domain/marks.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { useAnchor } from '../../_components/overview/useAnchor.ts';
import { useHydrated } from '../../_components/ui/useHydrated.ts';
import { CHECKPOINT_RANGES, type CheckpointRange } from './useCheckpoints.ts';

const MAX_MARKS = 2_000;

/** The marks of a relative range, newest first, each once. */
export function useListedMarks(range: CheckpointRange, loadedAt: number): readonly MarkEvent[] {
  const trpc = useTRPC();
  const anchor = useAnchor(range, loadedAt);
  const { data } = useQuery({
    ...trpc.marks.list.queryOptions({
      from: anchor - CHECKPOINT_RANGES[range],
      to: anchor,
      limit: MAX_MARKS,
    }),
    placeholderData: keepPreviousData,
  });
  // A tick may come before this part of the page is hydrated, and must not differ from what the server drew.
  const hydrated = useHydrated();
  const live = useLive((view) => view.events.marks);
  return useMemo(() => {
    const all = [...(data ?? []), ...(hydrated ? live : [])];
    const byId = new Map(all.map((mark) => [`${mark.at}-${describeMark(mark.value)}`, mark]));
    return [...byId.values()].sort((a, b) => b.at - a.at);
  }, [data, live, hydrated]);
}
