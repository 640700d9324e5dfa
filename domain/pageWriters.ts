/** The processes that write data pages to the operating system. */
export const PAGE_WRITERS = ['checkpointer', 'bgwriter', 'backends', 'vacuum'] as const;
export type PageWriter = (typeof PAGE_WRITERS)[number];

/** Pages written, cumulative; null where the server does not count them apart. */
export type PageWrites = Readonly<Record<PageWriter, number | null>>;

export const sumPages = (pages: PageWrites): number =>
  PAGE_WRITERS.reduce((sum, by) => sum + (pages[by] ?? 0), 0);

/** Pages that others than the checkpointer wrote; null where the server does not say. */
export const countOthersPages = (pages: PageWrites): number | null =>
  pages.bgwriter === null && pages.backends === null ? null : sumPages(pages) - (pages.checkpointer ?? 0);
