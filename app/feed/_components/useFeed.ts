'use client';

import type { FeedSort } from '../../../domain/feedSorts.ts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { FeedPage } from '../../../server/types.ts';
import { useTRPCClient } from '../../_trpc/client.tsx';
import { beginAnew, type FeedData, findUnseen, listTokens, refreshTokens } from './feedPages.ts';

const POLL_MS = 2_000;
const PAGE_SIZE = 100;
/** As many as the server takes at once. */
const MAX_IN_SIGHT = 100;

export interface FeedRequest {
  readonly sort: FeedSort;
  readonly search: string;
  readonly live: boolean;
  /** True while new rows may come in above without moving what is being read. */
  readonly atTop: boolean;
  /** The rows in sight are polled wherever the reader is. */
  readonly firstVisible: number;
  readonly lastVisible: number;
}

/** The feed page after page, kept fresh by polling: values change in place, rows come only where they disturb nobody. */
export function useFeed({ sort, search, live, atTop, firstVisible, lastVisible }: FeedRequest) {
  const client = useTRPCClient();
  const queries = useQueryClient();
  const feedKey = useMemo(() => ['feed', 'pages', sort, search] as const, [sort, search]);

  const readPage = (cursor: string | null, limit: number, signal: AbortSignal): Promise<FeedPage> =>
    client.feed.list.query(
      { sort, limit, ...(cursor !== null && { cursor }), ...(search !== '' && { search }) },
      { signal },
    );

  const feed = useInfiniteQuery({
    queryKey: feedKey,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, PAGE_SIZE, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: FeedPage) => page.nextCursor,
    staleTime: Infinity,
  });

  const head = useQuery({
    queryKey: ['feed', 'head', sort, search],
    queryFn: async ({ signal }) => {
      const shown = listTokens(queries.getQueryData<FeedData>(feedKey));
      const mints = shown.slice(firstVisible, lastVisible + 1).map(({ mint }) => mint);
      const [top, seen] = await Promise.all([
        readPage(null, PAGE_SIZE, signal),
        atTop || mints.length === 0
          ? []
          : client.feed.tokens.query({ mints: mints.slice(0, MAX_IN_SIGHT) }, { signal }),
      ]);
      const fresh = [...top.tokens, ...seen];
      queries.setQueryData<FeedData>(feedKey, (data) => data && refreshTokens(data, fresh));
      return top;
    },
    enabled: live && feed.isSuccess,
    refetchInterval: POLL_MS,
    gcTime: 0,
  });

  const unseen = useMemo(() => findUnseen(feed.data, head.data?.tokens ?? []), [feed.data, head.data]);
  useEffect(() => {
    if (!live || !atTop || head.data === undefined) return;
    queries.setQueryData<FeedData>(feedKey, beginAnew(head.data));
  }, [live, atTop, head.data, feedKey, queries]);

  const tokens = useMemo(() => listTokens(feed.data), [feed.data]);
  const readAt = Math.max(feed.dataUpdatedAt, head.dataUpdatedAt);
  const read = live ? { at: readAt, everyMs: POLL_MS } : null;
  return { feed, tokens, unseen: unseen.length, read, pollError: live ? head.error : null };
}
