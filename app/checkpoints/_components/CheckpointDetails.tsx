'use client';

import { PageLink } from '../../_components/ui/PageLink.tsx';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatDateTime } from '../../_components/format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { SidePanel } from '../../_components/ui/SidePanel.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';
import { CheckpointFigures } from './CheckpointFigures.tsx';
import { CheckpointLog } from './CheckpointLog.tsx';
import { chartAddress } from './chartAddress.ts';
import { ExpectationTable } from './ExpectationTable.tsx';
import { explainDuration } from './explainDuration.ts';
import { useCheckpoint } from './useCheckpoints.ts';

export interface CheckpointDetailsProps {
  readonly id: string | null;
  /** Newest first. */
  readonly listed: readonly ObservedCheckpoint[];
  readonly loadedAt: number;
}

/** Everything about one checkpoint, beside the list. */
export function CheckpointDetails({ id, listed, loadedAt }: CheckpointDetailsProps) {
  const { checkpoint, searching } = useCheckpoint(id, listed, loadedAt);
  const missing = searching
    ? 'It is being looked for …'
    : 'It is not in the history, which keeps the last 10,000 checkpoints of 30 days.';
  return (
    <SidePanel
      open={id !== null}
      onClose={() => writeUrl({ id: null }, 'push')}
      title={checkpoint === null ? 'Checkpoint' : describeTitle(checkpoint)}
      description={checkpoint === null ? missing : describeSpan(checkpoint)}
      actions={checkpoint !== null && <Neighbours id={checkpoint.id} listed={listed} />}
    >
      {checkpoint === null ? <EmptyState>{missing}</EmptyState> : <Body checkpoint={checkpoint} />}
    </SidePanel>
  );
}

function describeTitle({ kind, cause, inferred }: ObservedCheckpoint): string {
  const name = kind === 'restartpoint' ? 'Restartpoint' : 'Checkpoint';
  return `${name} ${CAUSE_IDENTITY[cause].label}${inferred ? ' (inferred)' : ''}`;
}

const describeSpan = ({ startedAt, endedAt }: ObservedCheckpoint): string =>
  `${formatDateTime(startedAt)} to ${formatDateTime(endedAt)}`;

function Body({ checkpoint }: { readonly checkpoint: ObservedCheckpoint }) {
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="Why it took this long">
        <h3 className="mb-1 text-sm font-semibold">Why it took this long</h3>
        <p className="text-sm">{explainDuration(checkpoint)}</p>
        <PageLink
          href={chartAddress(checkpoint)}
          className="mt-2 inline-block py-0.5 text-sm font-medium text-accent underline print-hidden"
        >
          Show on the chart
        </PageLink>
      </section>
      <CheckpointFigures checkpoint={checkpoint} />
      <ExpectationTable checkpoint={checkpoint} />
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

function Neighbours({ id, listed }: { readonly id: string; readonly listed: readonly ObservedCheckpoint[] }) {
  const at = listed.findIndex((checkpoint) => checkpoint.id === id);
  const newer = at > 0 ? listed[at - 1] : undefined;
  const older = at >= 0 ? listed[at + 1] : undefined;
  const open = (checkpoint: ObservedCheckpoint | undefined): void => {
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
