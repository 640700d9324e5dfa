import type { LogDetails } from '../../domain/checkpoints.ts';
import type { LoggedCheckpoint } from './logRecord.ts';

/** What a completion says besides the record's own figures. `reasons`: null where no start line was seen. */
export function toLogDetails(checkpoint: LoggedCheckpoint, reasons: readonly string[] | null): LogDetails {
  const { syncFiles, longestSyncSeconds, filesAdded, filesRemoved, filesRecycled, totalSeconds } = checkpoint;
  return {
    reasons: reasons ?? [],
    syncFiles,
    longestSyncSeconds,
    filesAdded,
    filesRemoved,
    filesRecycled,
    totalSeconds,
  };
}

/** From 19 the low half is padded with zeros. */
export const trimLsn = (lsn: string): string => lsn.replace(/\/0+(?=.)/, '/');
