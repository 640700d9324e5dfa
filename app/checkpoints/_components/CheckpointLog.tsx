import type { LogDetails, ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatCount, formatSeconds } from '../../_components/format.ts';
import { Banner } from '../../_components/ui/Banner.tsx';
import { Facts } from '../../_components/ui/Facts.tsx';

/** What the server's log says of it, and where that differs from the statistics. */
export function CheckpointLog({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  const { log, disagreement } = checkpoint;
  return (
    <section aria-label="The server’s log">
      <h3 className="mb-1 text-sm font-semibold">The server’s log</h3>
      {disagreement !== null && (
        <div className="mb-2">
          <Banner tone="warn">Log and statistics disagree. {disagreement}.</Banner>
        </div>
      )}
      {log === null ? (
        <p className="text-sm text-muted">{explainAbsence(checkpoint)}</p>
      ) : (
        <>
          <Facts facts={listFacts(log)} />
          {disagreement === null && (
            <p className="mt-1 text-xs text-muted">
              {checkpoint.imported === true
                ? 'Imported: all figures are from the log.'
                : 'Log and statistics agree on write, sync and pages.'}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function explainAbsence({ skipped, merged }: ListedCheckpoint): string {
  if (skipped) return 'PostgreSQL logs no line for a checkpoint that it skips.';
  if (merged > 1)
    return 'Not joined: the log has a line for each, this record is their sum, from the statistics.';
  return 'Not joined: the log is not read, or had no line for this checkpoint. All figures are from the statistics.';
}

function listFacts(log: LogDetails) {
  const { reasons, syncFiles, longestSyncSeconds, filesAdded, filesRemoved, filesRecycled } = log;
  return [
    { name: 'Reasons', value: reasons.length === 0 ? 'its start line was not seen' : reasons.join(' ') },
    { name: 'Total', value: formatSeconds(log.totalSeconds) },
    { name: 'Files synced', value: formatCount(syncFiles) },
    { name: 'Longest sync of a file', value: formatSeconds(longestSyncSeconds) },
    {
      name: 'WAL files',
      value: `${formatCount(filesAdded)} added, ${formatCount(filesRemoved)} removed, ${formatCount(filesRecycled)} recycled`,
    },
  ];
}
