'use client';

import { useQuery } from '@tanstack/react-query';
import type { PeriodComparison } from '../../../../domain/periods.ts';
import { useTRPC } from '../../../_trpc/client.tsx';
import { useLive } from '../../live/LiveProvider.tsx';

const REFRESH_MS = 10_000;

export interface AskedPeriods {
  /** By `from`; null: the last one that has enough cycles, and this one. */
  readonly before: number | null;
  readonly after: number | null;
}

export const LATEST: AskedPeriods = { before: null, after: null };

/** Two periods and what changed; undefined until they are read. */
export function usePeriods(asked: AskedPeriods): PeriodComparison | undefined {
  const trpc = useTRPC();
  // A question that hangs would keep one of the six connections to this address from the pages' own streams.
  const canBeAsked = useLive((view) => view.overview?.redis.state === 'up');
  return useQuery({
    ...trpc.periods.compare.queryOptions(asked),
    refetchInterval: REFRESH_MS,
    enabled: canBeAsked,
    retry: false,
  }).data;
}
