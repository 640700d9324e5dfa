import type { InfiniteData } from '@tanstack/react-query';
import type { FeedPage, FeedToken } from '../../../server/types.ts';

/** The feed as loaded so far: page after page, each at the cursor that the one before named. */
export type FeedData = InfiniteData<FeedPage>;

/** Every token once, in the order of the pages: a row that moved between two reads stays where it was seen first. */
export function listTokens(data: FeedData | undefined): readonly FeedToken[] {
  if (data === undefined) return [];
  const seen = new Set<string>();
  return data.pages
    .flatMap((page) => page.tokens)
    .filter((token) => !seen.has(token.mint) && seen.add(token.mint));
}

/** Newer values for rows that are shown; no row comes, goes or moves. */
export function refreshTokens(data: FeedData, fresh: readonly FeedToken[]): FeedData {
  const byMint = new Map(fresh.map((token) => [token.mint, token]));
  const pages = data.pages.map((page) => {
    if (!page.tokens.some(({ mint }) => byMint.has(mint))) return page;
    return { ...page, tokens: page.tokens.map((token) => byMint.get(token.mint) ?? token) };
  });
  return { ...data, pages };
}

/** Mints at the head of the feed that are not shown yet. */
export function findUnseen(data: FeedData | undefined, head: readonly FeedToken[]): readonly string[] {
  if (data === undefined) return [];
  const shown = new Set(data.pages.flatMap(({ tokens }) => tokens.map(({ mint }) => mint)));
  return head.map(({ mint }) => mint).filter((mint) => !shown.has(mint));
}

/** Only the newest first page: the pages below are read again on scrolling, so the list is never out of order. */
export const beginAnew = (head: FeedPage): FeedData => ({ pages: [head], pageParams: [null] });
