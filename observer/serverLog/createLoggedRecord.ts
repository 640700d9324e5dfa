import type { ListedCheckpoint } from '../../domain/checkpoints.ts';
import { causeOf } from './causes.ts';
import { toLogDetails, trimLsn } from './logDetails.ts';
import type { LoggedCheckpoint } from './logRecord.ts';
import type { LoggedRun } from './pairEvents.ts';

/** A checkpoint by its lines in the log; the settings are known when the whole log is. */
export type LoggedRecord = Omit<ListedCheckpoint, 'checkpointTimeoutSeconds' | 'completionTarget'>;

/** Null where the log does not say when it was. */
export function createLoggedRecord(run: LoggedRun, checkpoint: LoggedCheckpoint): LoggedRecord | null {
  const { buffers, slruBuffers, writeSeconds, syncSeconds, distanceKiB } = checkpoint;
  const endedAt = run.placed.at(-1)?.message.origin.clockMs ?? null;
  if (endedAt === null || run.startMs === null) return null;
  const lsn = toLsn(checkpoint.checkpointLsn);
  const startedAt = Math.min(run.startMs, endedAt);
  return {
    id: `${lsn ?? checkpoint.kind}/${Math.round(startedAt)}`,
    kind: checkpoint.kind,
    cause: causeOf(run.reasons),
    inferred: false,
    startedAt,
    endedAt,
    writeSeconds,
    syncSeconds,
    // As the server logs them: up to 17 they hold the SLRU pages.
    buffers,
    slruBuffers,
    walDistanceBytes: distanceKiB === null ? null : distanceKiB * 1_024,
    fullPageImages: null,
    skipped: false,
    merged: 1,
    checkpointLsn: lsn,
    redoLsn: toLsn(checkpoint.redoLsn),
    predicted: null,
    forecast: null,
    notes: checkpoint.at === null ? ['time zone not known: the times are read as UTC'] : [],
    log: toLogDetails(checkpoint, run.reasons),
    disagreement: null,
    imported: true,
  };
}

/** A copy: a part of a string keeps the whole line in memory. */
const toLsn = (lsn: string | null): string | null =>
  lsn === null ? null : Buffer.from(trimLsn(lsn)).toString('latin1');
