'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../live/LiveProvider.tsx';
import { mergeEvents, NO_EVENTS } from '../live/mergeEvents.ts';
import { recentEventsRange, SHOWN_CYCLES } from './recentEvents.ts';
import { useAnchor } from './useAnchor.ts';

/** The last cycles, newest first. `loadedAt` must be what the server read them with. */
export function useRecentCheckpoints(loadedAt: number): readonly ObservedCheckpoint[] {
  const trpc = useTRPC();
  const anchor = useAnchor('cycles', loadedAt);
  const { data = NO_EVENTS } = useQuery({
    ...trpc.history.events.queryOptions(recentEventsRange(anchor)),
    placeholderData: keepPreviousData,
  });
  const live = useLive((view) => view.events);
  return useMemo(() => mergeEvents(data, live).checkpoints.slice(0, SHOWN_CYCLES), [data, live]);
}
