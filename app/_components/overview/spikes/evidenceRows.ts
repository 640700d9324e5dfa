import { WAIT_IDENTITY } from '../../../../domain/identityColors.ts';
import { WAIT_KINDS } from '../../../../domain/sessions.ts';
import type { RangeFigures } from '../../../../domain/spikes.ts';
import { DASH, formatBytes, formatCompact, formatRate, formatSeconds, formatShare } from '../../format.ts';

export interface EvidenceRow {
  readonly label: string;
  readonly read: (figures: RangeFigures) => number | null;
  readonly format: (value: number | null) => string;
}

const perSecond =
  (format: (value: number) => string) =>
  (value: number | null): string =>
    value === null ? DASH : `${format(value)}/s`;

/** The figures that distinguish causes, in the order in which one would ask. */
export const EVIDENCE_ROWS: readonly EvidenceRow[] = [
  { label: 'One transaction', read: (figures) => figures.secondsPerTransaction, format: formatSeconds },
  {
    label: 'Transactions',
    read: (figures) => figures.transactionsPerSecond,
    format: perSecond(formatCompact),
  },
  { label: 'Oldest statement', read: (figures) => figures.longestSeconds, format: formatSeconds },
  { label: 'Active sessions', read: (figures) => figures.active, format: formatRate },
  ...WAIT_KINDS.map((kind) => ({
    label: WAIT_IDENTITY[kind].label,
    read: (figures: RangeFigures) => figures.waits[kind],
    format: formatRate,
  })),
  { label: 'Checkpoint wrote', read: (figures) => figures.writingShare, format: formatShare },
  { label: 'Checkpoint flushed its files', read: (figures) => figures.syncingShare, format: formatShare },
  {
    label: 'Checkpointer waited for files',
    read: (figures) => figures.checkpointerIoShare,
    format: formatShare,
  },
  {
    label: 'Checkpoint’s pages',
    read: (figures) => figures.pagesPerSecond,
    format: perSecond(formatCompact),
  },
  {
    label: 'Full-page images',
    read: (figures) => figures.imagesPerSecond,
    format: perSecond(formatCompact),
  },
  { label: 'WAL', read: (figures) => figures.walBytesPerSecond, format: perSecond(formatBytes) },
  { label: 'Spent reading files', read: (figures) => figures.readShare, format: perSecond(formatSeconds) },
  { label: 'Spent writing files', read: (figures) => figures.writeShare, format: perSecond(formatSeconds) },
  { label: 'Spent flushing files', read: (figures) => figures.fsyncShare, format: perSecond(formatSeconds) },
];
