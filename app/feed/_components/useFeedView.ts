'use client';

import type { FeedSort } from '../../../server/types.ts';
import { pickParam, useUrlParams } from '../../_components/ui/useUrlParams.ts';

export const SORTS = ['new', 'hot', 'marketCap', 'volume'] as const satisfies readonly FeedSort[];

export interface FeedView {
  readonly sort: FeedSort;
  readonly search: string;
  /** Of the token whose details are open. */
  readonly mint: string | null;
}

/** What the feed shows, as the address holds it. */
export function useFeedView(): FeedView {
  const params = useUrlParams();
  return {
    sort: pickParam(params.get('sort'), SORTS),
    search: (params.get('q') ?? '').trim(),
    mint: params.get('mint'),
  };
}
