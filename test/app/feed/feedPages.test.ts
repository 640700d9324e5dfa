import { describe, expect, it } from 'vitest';
import {
  beginAnew,
  type FeedData,
  findUnseen,
  listTokens,
  refreshTokens,
} from '../../../app/feed/_components/feedPages.ts';
import type { FeedPage, FeedToken } from '../../../server/types.ts';

const token = (mint: string, holderCount = 0): FeedToken => ({ mint, holderCount }) as unknown as FeedToken;
const page = (mints: string, nextCursor: string | null = 'next'): FeedPage => ({
  tokens: Array.from(mints, (mint) => token(mint)),
  nextCursor,
});
const data = (...pages: FeedPage[]): FeedData => ({ pages, pageParams: pages.map(() => null) });
const mintsOf = (feed: FeedData): string =>
  listTokens(feed)
    .map(({ mint }) => mint)
    .join('');

describe('the feed as loaded so far', () => {
  it('shows a row that moved between two reads once', () => {
    expect(mintsOf(data(page('abc'), page('cde')))).toBe('abcde');
  });

  it('takes newer values over without moving a row', () => {
    const fresh = refreshTokens(data(page('abc'), page('de')), [token('x'), token('e', 7), token('a', 5)]);
    expect(mintsOf(fresh)).toBe('abcde');
    expect(listTokens(fresh).map(({ holderCount }) => holderCount)).toEqual([5, 0, 0, 0, 7]);
  });

  it('counts what came above', () => {
    expect(findUnseen(data(page('abc')), page('xyab').tokens)).toEqual(['x', 'y']);
    expect(findUnseen(undefined, page('xy').tokens)).toEqual([]);
  });

  it('begins again with the newest first page', () => {
    const again = beginAnew(page('xda', 'after a'));
    expect(mintsOf(again)).toBe('xda');
    expect(again.pages.at(-1)?.nextCursor).toBe('after a');
    expect(again.pageParams).toEqual([null]);
  });
});
