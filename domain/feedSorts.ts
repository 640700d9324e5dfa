export const FEED_SORTS = ['new', 'hot', 'marketCap', 'volume'] as const;
export type FeedSort = (typeof FEED_SORTS)[number];
