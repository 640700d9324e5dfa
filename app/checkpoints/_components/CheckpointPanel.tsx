'use client';

import { PageLink } from '../../_components/ui/PageLink.tsx';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatDateTime } from '../../_components/format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { SidePanel } from '../../_components/ui/SidePanel.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';
import { CheckpointFigures } from './CheckpointFigures.tsx';
import { CheckpointLog } from './CheckpointLog.tsx';
import { CheckpointTables } from './CheckpointTables.tsx';
import { ExpectationTable } from './ExpectationTable.tsx';
import { explainDuration } from './explainDuration.ts';

export interface CheckpointPanelProps {
  /** Null: closed. */
  readonly id: string | null;
  /** Null: not there, for the reason in `missing`. */
  readonly checkpoint: ListedCheckpoint | null;
  /** Newest first. */
  readonly listed: readonly ListedCheckpoint[];
  readonly missing: string;
  /** The page that shows it on a chart; null: it is on this one. */
  readonly chart: string | null;
}

/** Everything about one checkpoint, beside the list. */
export function CheckpointPanel({ id, checkpoint, listed, missing, chart }: CheckpointPanelProps) {
  return (
    <SidePanel
      open={id !== null}
      onClose={() => writeUrl({ id: null }, 'push')}
      title={checkpoint === null ? 'Checkpoint' : describeTitle(checkpoint)}
      description={checkpoint === null ? missing : describeSpan(checkpoint)}
      actions={checkpoint !== null && <Neighbours id={checkpoint.id} listed={listed} />}
    >
      {checkpoint === null ? (
        <EmptyState>{missing}</EmptyState>
      ) : (
        <Body checkpoint={checkpoint} chart={chart} />
      )}
    </SidePanel>
  );
}

function describeTitle({ kind, cause, inferred, imported }: ListedCheckpoint): string {
  const name = kind === 'restartpoint' ? 'Restartpoint' : 'Checkpoint';
  return `${imported === true ? `Imported ${name.toLowerCase()}` : name} ${CAUSE_IDENTITY[cause].label}${inferred ? ' (inferred)' : ''}`;
}

const describeSpan = ({ startedAt, endedAt }: ListedCheckpoint): string =>
  `${formatDateTime(startedAt)} to ${formatDateTime(endedAt)}`;

function Body({
  checkpoint,
  chart,
}: Pick<CheckpointPanelProps, 'chart'> & { readonly checkpoint: ListedCheckpoint }) {
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="Why it took this long">
        <h3 className="mb-1 text-sm font-semibold">Why it took this long</h3>
        <p className="text-sm">{explainDuration(checkpoint)}</p>
        {chart !== null && (
          <PageLink
            href={chart}
            className="mt-2 inline-block py-0.5 text-sm font-medium text-accent underline print-hidden"
          >
            Show on the chart
          </PageLink>
        )}
      </section>
      <CheckpointFigures checkpoint={checkpoint} />
      {checkpoint.imported !== true && !checkpoint.skipped && <CheckpointTables checkpoint={checkpoint} />}
      {checkpoint.imported !== true && <ExpectationTable checkpoint={checkpoint} />}
      <CheckpointLog checkpoint={checkpoint} />
      {checkpoint.notes.length > 0 && (
        <section aria-label="Notes">
          <h3 className="mb-1 text-sm font-semibold">Notes</h3>
          <ul className="list-disc pl-5 text-sm">
            {checkpoint.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Neighbours({ id, listed }: { readonly id: string; readonly listed: readonly ListedCheckpoint[] }) {
  const at = listed.findIndex((checkpoint) => checkpoint.id === id);
  const newer = at > 0 ? listed[at - 1] : undefined;
  const older = at >= 0 ? listed[at + 1] : undefined;
  const open = (checkpoint: ListedCheckpoint | undefined): void => {
    if (checkpoint !== undefined) writeUrl({ id: checkpoint.id });
  };
  return (
    <>
      <Button disabled={older === undefined} onClick={() => open(older)}>
        Older
      </Button>
      <Button disabled={newer === undefined} onClick={() => open(newer)}>
        Newer
      </Button>
    </>
  );
}
