import { type Figure, mapFigure } from '../../domain/figure.ts';
import { PAGE_WRITER_IDENTITY, PAGE_WRITERS_SHOWN } from '../../domain/identity.ts';
import type { Figures } from '../../server/figureTypes.ts';
import { formatBytes, formatCount, formatRate, formatSeconds, formatShare } from './format.ts';

/** One figure, wherever strategies are held beside each other. */
export interface FigureRow {
  /** With its unit. */
  readonly label: string;
  /** As in data-figure. */
  readonly name: string;
  readonly read: (figures: Figures) => Figure;
  readonly format: (value: number) => string;
}

const row = (
  label: string,
  name: string,
  read: (figures: Figures) => Figure,
  format: (value: number) => string,
): FigureRow => ({ label, name, read, format });

export const FIGURE_ROWS: readonly FigureRow[] = [
  row('Write statements / h', 'writes-per-hour', ({ writesPerHour }) => writesPerHour, formatRate),
  row('Rows written / h', 'rows-per-hour', ({ rowsPerHour }) => rowsPerHour, formatRate),
  row('WAL / h', 'wal-bytes-per-hour', ({ walBytesPerHour }) => walBytesPerHour, formatBytes),
  row(
    'WAL per 1,000 rows',
    'wal-bytes-per-1000-rows',
    ({ walBytesPerRow }) => mapFigure(walBytesPerRow, (bytes) => 1_000 * bytes),
    formatBytes,
  ),
  row(
    'Full-page images / h',
    'full-page-images-per-hour',
    ({ fullPageImagesPerHour }) => fullPageImagesPerHour,
    formatRate,
  ),
  row(
    'Pages written / h',
    'pages-written-per-hour',
    ({ pagesWrittenPerHour }) => pagesWrittenPerHour,
    formatRate,
  ),
  ...PAGE_WRITERS_SHOWN.map((by) =>
    row(
      `by ${PAGE_WRITER_IDENTITY[by].label.toLowerCase()}`,
      `pages-by-${by}`,
      ({ pagesWrittenBy }) => pagesWrittenBy[by],
      formatRate,
    ),
  ),
  row(
    'Pages per checkpoint',
    'pages-per-checkpoint',
    ({ pagesPerCheckpoint }) => pagesPerCheckpoint,
    formatCount,
  ),
  row(
    'Write time per checkpoint',
    'seconds-per-checkpoint',
    ({ secondsPerCheckpoint }) => secondsPerCheckpoint,
    formatSeconds,
  ),
  row('Time checkpointing', 'checkpoint-share', ({ checkpointShare }) => checkpointShare, formatShare),
  row(
    'Market data latency',
    'latency-market',
    ({ latencySeconds }) => latencySeconds['market'] ?? null,
    formatSeconds,
  ),
];
