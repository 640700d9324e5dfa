import { type Figure, mapFigure } from './figure.ts';
import type { FigureKey, Figures } from './figures.ts';
import { formatBytes, formatCount, formatRate, formatSeconds, formatShare } from './format.ts';
import { PAGE_WRITER_IDENTITY, PAGE_WRITERS_SHOWN } from './identityColors.ts';

/** One figure, wherever strategies or periods are held beside each other. */
export interface FigureRow {
  readonly key: FigureKey;
  /** With its unit. */
  readonly label: string;
  /** As in data-figure. */
  readonly name: string;
  readonly read: (figures: Figures) => Figure;
  readonly format: (value: number) => string;
}

type Simple = Exclude<keyof Figures, 'pagesWrittenBy' | 'latencySeconds'>;

const row = (key: Simple, label: string, name: string, format: (value: number) => string): FigureRow => ({
  key,
  label,
  name,
  read: (figures) => figures[key],
  format,
});

export const FIGURE_ROWS: readonly FigureRow[] = [
  row('eventsPerHour', 'Events that came in / h', 'events-per-hour', formatRate),
  row('writesPerHour', 'Write statements / h', 'writes-per-hour', formatRate),
  row('rowsPerHour', 'Rows written / h', 'rows-per-hour', formatRate),
  row('walBytesPerHour', 'WAL / h', 'wal-bytes-per-hour', formatBytes),
  {
    ...row('walBytesPerRow', 'WAL per 1,000 rows', 'wal-bytes-per-1000-rows', formatBytes),
    read: ({ walBytesPerRow }) => mapFigure(walBytesPerRow, (bytes) => 1_000 * bytes),
  },
  row('fullPageImagesPerHour', 'Full-page images / h', 'full-page-images-per-hour', formatRate),
  row('pagesWrittenPerHour', 'Pages written / h', 'pages-written-per-hour', formatRate),
  ...PAGE_WRITERS_SHOWN.map((by): FigureRow => ({
    key: `pagesWrittenBy.${by}`,
    label: `by ${PAGE_WRITER_IDENTITY[by].label.toLowerCase()}`,
    name: `pages-by-${by}`,
    read: ({ pagesWrittenBy }) => pagesWrittenBy[by],
    format: formatRate,
  })),
  row('pagesPerCheckpoint', 'Pages per checkpoint', 'pages-per-checkpoint', formatCount),
  row('secondsPerCheckpoint', 'Write time per checkpoint', 'seconds-per-checkpoint', formatSeconds),
  row('checkpointShare', 'Time checkpointing', 'checkpoint-share', formatShare),
  {
    key: 'latencySeconds.market',
    label: 'Market data latency',
    name: 'latency-market',
    read: ({ latencySeconds }) => latencySeconds['market'] ?? null,
    format: formatSeconds,
  },
];
