export interface WalSettings {
  /** max_wal_size. */
  readonly maxWalSizeBytes: number;
  /** wal_segment_size: 16 MiB unless initdb was given another size. */
  readonly segmentBytes: number;
  /** checkpoint_completion_target, c: 0 to 1. */
  readonly completionTarget: number;
}

/**
 * The distance that forces a checkpoint, in segments: S = max(1, floor((max_wal_size / segment) / (1 + c))), the inner
 * division in whole segments. Since PostgreSQL 11; before, the divisor was 2 + c.
 * Source: xlog.c, CalculateCheckpointSegments and ConvertToXSegs.
 */
export function walTriggerSegments(settings: WalSettings): number {
  const segments = Math.floor(settings.maxWalSizeBytes / settings.segmentBytes);
  return Math.max(1, Math.floor(segments / (1 + settings.completionTarget)));
}

/**
 * The same from redo to the request, in bytes: more than (S−1)·segment and at most S·segment, since redo is
 * anywhere in its segment and the request comes at the end of one. Source: xlog.c, XLogCheckpointNeeded.
 */
export function walTriggerBytes(settings: WalSettings): {
  readonly leastBytes: number;
  readonly mostBytes: number;
} {
  const segments = walTriggerSegments(settings);
  return { leastBytes: (segments - 1) * settings.segmentBytes, mostBytes: segments * settings.segmentBytes };
}

export interface WalPosition {
  /** Redo of the running checkpoint if one runs, else of the last: the server compares with that one. */
  readonly redoLsn: number;
  /** The write position (pg_current_wal_lsn): the check is made when a segment has been written to its end. */
  readonly currentLsn: number;
  readonly settings: WalSettings;
}

/**
 * Bytes of WAL until the request: the end of segment (redo's segment + S−1) less the current position, both byte
 * positions. 0 once that end is reached. After a reload that lowered S the request still waits for the end of the
 * current segment; nothing outside the server distinguishes that from a request already made, so 0 it is.
 * Source: xlog.c, XLogWrite calls XLogCheckpointNeeded with the number of the segment just finished.
 */
export function bytesUntilWalTrigger(input: WalPosition): number {
  const { redoLsn, currentLsn, settings } = input;
  const redoSegment = Math.floor(redoLsn / settings.segmentBytes);
  const requestLsn = (redoSegment + walTriggerSegments(settings)) * settings.segmentBytes;
  return Math.max(0, requestLsn - currentLsn);
}

/**
 * Whether a distance from redo to redo, in bytes, fits a checkpoint that WAL forced: more than (S−1) segments and at
 * most S+1. The slack of one segment is for the WAL written between the request, at the end of a segment, and the
 * moment when the checkpointer wakes and fixes the new redo. There is none below: no request comes earlier.
 * A request made while a checkpoint still runs waits for its end and can be farther. Source: as above, and xlog.c,
 * CreateCheckPoint.
 */
export function isWalDistance(distanceBytes: number, settings: WalSettings): boolean {
  const { leastBytes, mostBytes } = walTriggerBytes(settings);
  return distanceBytes > leastBytes && distanceBytes <= mostBytes + settings.segmentBytes;
}
