'use client';

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { FeedPage, FeedSort } from '../../../server/types.ts';
import { useTRPCClient } from '../../_trpc/client.tsx';
import { adoptHead, type FeedData, findUnseen, listTokens, refreshTokens } from './feedPages.ts';

const POLL_MS = 2_000;
const PAGE_SIZE = 100;
const HEAD_SIZE = 50;

export interface FeedRequest {
  readonly sort: FeedSort;
  readonly search: string;
  readonly live: boolean;
  /** True while new rows may come in above without moving what is being read. */
  readonly atTop: boolean;
  /** The first row in sight: its page is polled too, so that values stay fresh wherever the reader is. */
  readonly firstVisible: number;
}

/** The feed page after page, kept fresh by polling: values change in place, rows come only where they disturb nobody. */
export function useFeed({ sort, search, live, atTop, firstVisible }: FeedRequest) {
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
      const cursor = cursorAt(queries.getQueryData<FeedData>(feedKey), firstVisible);
      const [top, seen] = await Promise.all([
        readPage(null, HEAD_SIZE, signal),
        cursor === null ? null : readPage(cursor, PAGE_SIZE, signal),
      ]);
      const fresh = [...(seen?.tokens ?? []), ...top.tokens];
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
    const top = head.data;
    queries.setQueryData<FeedData>(feedKey, (data) => data && adoptHead(data, top));
  }, [live, atTop, head.data, feedKey, queries]);

  const tokens = useMemo(() => listTokens(feed.data), [feed.data]);
  return { feed, tokens, unseen: unseen.length, pollError: live ? head.error : null };
}

/** The cursor of the page that holds this row; null for the first. */
function cursorAt(data: FeedData | undefined, row: number): string | null {
  if (data === undefined) return null;
  let end = 0;
  for (const [index, page] of data.pages.entries()) {
    end += page.tokens.length;
    if (row < end) return (data.pageParams[index] as string | null | undefined) ?? null;
  }
  return null;
}
