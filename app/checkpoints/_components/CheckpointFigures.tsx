import { PAGE_BYTES } from '../../../domain/postgres.ts';
import { type ListedCheckpoint, settingsOf } from '../../../domain/checkpoints.ts';
import { plateauSeconds } from '../../../model/pacing.ts';
import { DASH, formatBytes, formatCount, formatSeconds } from '../../_components/format.ts';
import { type Fact, Facts } from '../../_components/ui/Facts.tsx';

const exactSeconds = new Intl.NumberFormat('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const formatExactSeconds = (value: number | null): string =>
  value === null ? DASH : `${exactSeconds.format(value)} s`;

/** All figures with their units. */
export function CheckpointFigures({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  return (
    <section aria-label="Figures">
      <h3 className="mb-1 text-sm font-semibold">Figures</h3>
      <Facts facts={listFacts(checkpoint)} />
    </section>
  );
}

function listFacts(checkpoint: ListedCheckpoint): Fact[] {
  const { buffers, slruBuffers, walDistanceBytes, startedAt, endedAt, fullPageImages, merged } = checkpoint;
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
    { name: 'Settings', value: describeSettings(checkpoint) },
    { name: 'Checkpoint LSN', value: <code>{checkpoint.checkpointLsn ?? DASH}</code> },
    { name: 'Redo LSN', value: <code>{checkpoint.redoLsn ?? DASH}</code> },
    { name: 'Record', value: <code>{checkpoint.id}</code> },
  ];
}

function describeSettings(checkpoint: ListedCheckpoint): string {
  const settings = settingsOf(checkpoint);
  if (settings === null) return 'the log does not determine them';
  const { checkpointTimeoutSeconds, completionTarget } = settings;
  const known = checkpoint.imported === true ? ' (read from the log)' : '';
  return `checkpoint_timeout ${formatSeconds(checkpointTimeoutSeconds)}, completion target ${completionTarget}${known}: at most ${formatSeconds(plateauSeconds(settings))} of writing`;
}

const describeMerged = ({ merged, causes }: ListedCheckpoint): string =>
  `${merged} checkpoints in one record${causes === undefined ? '' : `: ${causes.join(', ')}`}`;

const describePages = (buffers: number): string =>
  `${formatCount(buffers)} (${formatBytes(buffers * PAGE_BYTES)} at 8 kB a page)`;
