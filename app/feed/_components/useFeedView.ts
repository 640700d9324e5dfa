'use client';

import { FEED_SORTS, type FeedSort } from '../../../domain/feedSorts.ts';
import { pickParam, useUrlParams } from '../../_components/ui/useUrlParams.ts';
import { canBeAsked } from './canBeAsked.ts';

export interface FeedView {
  readonly sort: FeedSort;
  readonly search: string;
  /** The address asks for what cannot be searched for: everything is shown. */
  readonly refused: boolean;
  /** Mint of the token whose details are open. */
  readonly mint: string | null;
}

/** The state of the feed, as the address holds it. */
export function useFeedView(): FeedView {
  const params = useUrlParams();
  const asked = (params.get('q') ?? '').trim();
  return {
    sort: pickParam(params.get('sort'), FEED_SORTS),
    search: canBeAsked(asked) ? asked : '',
    refused: !canBeAsked(asked),
    mint: params.get('mint') || null,
  };
}
