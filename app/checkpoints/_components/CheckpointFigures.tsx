import { PAGE_BYTES } from '../../../domain/postgres.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { DASH, formatBytes, formatCount, formatSeconds } from '../../_components/format.ts';
import { type Fact, Facts } from '../../_components/ui/Facts.tsx';

const exactSeconds = new Intl.NumberFormat('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const formatExactSeconds = (value: number | null): string =>
  value === null ? DASH : `${exactSeconds.format(value)} s`;

/** All figures with their units. */
export function CheckpointFigures({ checkpoint }: { readonly checkpoint: ObservedCheckpoint }) {
  return (
    <section aria-label="Figures">
      <h3 className="mb-1 text-sm font-semibold">Figures</h3>
      <Facts facts={listFacts(checkpoint)} />
    </section>
  );
}

function listFacts(checkpoint: ObservedCheckpoint): Fact[] {
  const { buffers, slruBuffers, walDistanceBytes, startedAt, endedAt, fullPageImages, merged } = checkpoint;
  const { checkpointTimeoutSeconds, completionTarget } = checkpoint;
  const plateau = checkpointTimeoutSeconds * completionTarget;
  return [
    { name: 'Pages written', value: buffers === null ? DASH : describePages(buffers) },
    {
      name: 'SLRU pages',
      value: slruBuffers === null ? 'not counted before PostgreSQL 18' : formatCount(slruBuffers),
    },
    { name: 'Write', value: formatExactSeconds(checkpoint.writeSeconds) },
    { name: 'Sync', value: formatExactSeconds(checkpoint.syncSeconds) },
    { name: 'From start to end', value: formatExactSeconds((endedAt - startedAt) / 1_000) },
    {
      name: 'WAL distance',
      value:
        walDistanceBytes === null ? DASH : `${formatBytes(walDistanceBytes)} since the redo point before`,
    },
    { name: 'Full-page images', value: formatCount(fullPageImages) },
    ...(merged > 1 ? [{ name: 'Merged', value: describeMerged(checkpoint) }] : []),
    {
      name: 'Settings',
      value: `checkpoint_timeout ${formatSeconds(checkpointTimeoutSeconds)}, completion target ${completionTarget}: at most ${formatSeconds(plateau)} of writing`,
    },
    { name: 'Checkpoint LSN', value: <code>{checkpoint.checkpointLsn}</code> },
    { name: 'Redo LSN', value: <code>{checkpoint.redoLsn}</code> },
    { name: 'Record', value: <code>{checkpoint.id}</code> },
  ];
}

const describeMerged = ({ merged, causes }: ObservedCheckpoint): string =>
  `${merged} checkpoints in one record${causes === undefined ? '' : `: ${causes.join(', ')}`}`;

const describePages = (buffers: number): string =>
  `${formatCount(buffers)} (${formatBytes(buffers * PAGE_BYTES)} at 8 kB a page)`;
