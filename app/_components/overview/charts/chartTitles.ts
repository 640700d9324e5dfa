/** In the order of the charts; apart from their specifications, so that the placeholders need not load those. */
export const WRITES_TITLE = 'Writes by component';
export const BUFFER_TITLE = 'Buffer size';
export const WAL_TITLE = 'WAL and full-page images';
export const PAGES_TITLE = 'Pages written, by whom';
export const SESSIONS_TITLE = 'Active sessions and their waits';
export const CHECKPOINT_TITLE = 'Checkpoints: pages and write time';

export const WATCH_CHART_TITLES = [SESSIONS_TITLE, WAL_TITLE, CHECKPOINT_TITLE, PAGES_TITLE] as const;
export const CHART_TITLES = [WRITES_TITLE, BUFFER_TITLE, ...WATCH_CHART_TITLES] as const;
