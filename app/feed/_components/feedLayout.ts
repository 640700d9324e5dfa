export const FEED_COLUMNS = [
  'token',
  'age',
  'price',
  'change',
  'marketCap',
  'volume',
  'transactions',
  'holders',
  'hotScore',
  'status',
  'mark',
] as const;
export type FeedColumn = (typeof FEED_COLUMNS)[number];

/**
 * One grid for the head and each row. Narrow screens keep token, price with change, and where the values are stored; all
 * columns need 90rem, so that the token keeps a readable width.
 */
export const ROW_GRID =
  'grid w-full items-center gap-x-2 px-3 sm:gap-x-4 ' +
  'grid-cols-[minmax(0,1fr)_6rem_5rem] sm:grid-cols-[minmax(0,1fr)_4rem_7rem_5.5rem_9.5rem] ' +
  'lg:grid-cols-[minmax(0,1fr)_4rem_7rem_5.5rem_6.5rem_6.5rem_9.5rem] ' +
  'min-[90rem]:grid-cols-[minmax(0,1fr)_4rem_7rem_5.5rem_7rem_7rem_5rem_5rem_5rem_5.5rem_9.5rem]';

const RIGHT = 'min-w-0 text-right';
const FROM_LG = `hidden lg:block ${RIGHT}`;
const FROM_90 = `hidden min-[90rem]:block ${RIGHT}`;

export const CELL: Readonly<Record<FeedColumn, string>> = {
  token: 'min-w-0',
  age: `hidden sm:block ${RIGHT}`,
  price: `relative ${RIGHT}`,
  change: `hidden sm:block whitespace-nowrap ${RIGHT}`,
  marketCap: FROM_LG,
  volume: FROM_LG,
  transactions: FROM_90,
  holders: FROM_90,
  hotScore: FROM_90,
  status: 'hidden min-[90rem]:block min-w-0',
  mark: 'min-w-0',
};
