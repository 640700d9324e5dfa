import type { CheckpointSettings } from '../../domain/postgres.ts';
import { walTriggerBytes } from '../../model/walTrigger.ts';
import type { Observation } from './observation.ts';
import type { CheckpointCause } from '../../domain/checkpoints.ts';

export interface CauseEvidence {
  /** Starts counted as timed and as requested. */
  readonly timed: number;
  readonly requested: number;
  /** From the last redo point to this one's (or to now, while it runs). */
  readonly walDistanceBytes: number;
  readonly settings: CheckpointSettings;
  /** The checkpoint record is its own redo point: no WAL was written while it ran (shutdown, end of recovery). */
  readonly isOffline?: boolean;
}

/**
 * Why a checkpoint began. The clock has a counter of its own; WAL and all other requests share one, so that only the
 * distance distinguishes them: marked as inferred.
 */
export function classifyCause(evidence: CauseEvidence): {
  readonly cause: CheckpointCause;
  readonly inferred: boolean;
} {
  const { timed, requested, walDistanceBytes, settings, isOffline } = evidence;
  if (isOffline) return { cause: requested > 0 ? 'end-of-recovery' : 'shutdown', inferred: true };
  const { completionTarget, maxWalSizeBytes, segmentBytes } = settings;
  if (requested > 0) {
    // Farther than the trigger: WAL asked while another one ran, or several are one record.
    const { leastBytes } = walTriggerBytes({ completionTarget, maxWalSizeBytes, segmentBytes });
    return { cause: walDistanceBytes > leastBytes ? 'wal' : 'requested', inferred: true };
  }
  return timed > 0 ? { cause: 'time', inferred: false } : { cause: 'unknown', inferred: true };
}

/**
 * The causes of several that ended within one poll. The one that was seen to run began first; of the others the counters
 * show how many were timed and how many requested, not in which order.
 */
export function listCauses(
  evidence: CauseEvidence,
  count: number,
  seen: Pick<Observation, 'cause' | 'countedBefore'> | null,
): CheckpointCause[] {
  const isCounted = seen !== null && !seen.countedBefore;
  const isTimed = isCounted && seen.cause === 'time';
  const isRequested = isCounted && (seen.cause === 'wal' || seen.cause === 'requested');
  const timed = Math.max(0, evidence.timed - (isTimed ? 1 : 0));
  const requested = Math.max(0, evidence.requested - (isRequested ? 1 : 0));
  const others: CheckpointCause[] = [
    ...Array.from({ length: timed }, () => 'time' as const),
    ...Array.from({ length: requested }, () => classifyCause({ ...evidence, timed: 0, requested: 1 }).cause),
  ];
  const isOffline = evidence.isOffline === true;
  const before = [...(seen === null ? [] : [seen.cause]), ...others].slice(0, count - (isOffline ? 1 : 0));
  const last = isOffline ? [classifyCause(evidence).cause] : [];
  const unknown = Array.from({ length: count - before.length - last.length }, () => 'unknown' as const);
  return [...before, ...unknown, ...last];
}
