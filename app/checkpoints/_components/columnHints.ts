import type { DocAddress } from '../../_components/ui/Hint.tsx';

export interface ColumnHint {
  readonly text: string;
  readonly more: DocAddress;
}

const STARTS = '/docs/checkpoints#when-one-starts-and-when-it-is-skipped';
const PACING = '/docs/checkpoints#why-270-s-is-a-plan';

/** By the id of the column. */
export const COLUMN_HINTS = {
  start: { text: 'When it began, by the server’s clock. The row opens its details.', more: STARTS },
  end: {
    text: 'When all its pages were written and synced, and the server named it as its last checkpoint.',
    more: '/docs/checkpoints#how-breakwater-reads-all-this-from-sql',
  },
  cause: {
    text: 'What started it: the clock, WAL that reached its trigger, or a request. Inferred: derived from the WAL distance, not from a counter of its own.',
    more: STARTS,
  },
  pages: {
    text: 'Pages of 8 kB that it wrote. What others write first still costs it a nap, but is not counted.',
    more: PACING,
  },
  write: {
    text: 'About 0.1 s for each page, up to completion target × timeout. That is pacing: it says nothing of the disk.',
    more: PACING,
  },
  sync: {
    text: 'Until the files were on disk. Here the disk sets the pace, and commits may wait meanwhile.',
    more: '/docs/checkpoints#what-to-look-at-instead-of-the-duration',
  },
  wal: {
    text: 'WAL from the redo point of the one before to its own. At the trigger, WAL is what started it.',
    more: STARTS,
  },
  fpi: {
    text: 'Pages logged whole since the one before began: each page’s first change after a redo point, up to 8 kB.',
    more: '/docs/checkpoints#full-page-images',
  },
  error: {
    text: 'The write time predicted when it began, and the error as a share of the time it took. At c·T more pages change nothing, so that prediction cannot miss.',
    more: '/docs/observer',
  },
  pagesError: {
    text: 'The pages that it was predicted to write itself, and the error as a share of those it wrote. Others write some of the dirty pages first.',
    more: '/docs/observer',
  },
  notes: {
    text: 'What sets it apart: skipped, several in one record, a restartpoint, a log that disagrees; and what is missing or uncertain.',
    more: '/docs/observer#where-it-is-not-exact',
  },
} satisfies Record<string, ColumnHint>;

export type HintedColumn = keyof typeof COLUMN_HINTS;
