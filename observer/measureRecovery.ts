import type { CheckpointRecord } from '../domain/checkpoints.ts';

/** The control file has whole seconds. */
const SECOND_MS = 1_000;

/**
 * How long nobody could connect: from the server's start to the end of the checkpoint that ends its recovery. Its start is
 * known to the second, so it lies in the middle of that, but not after the first answer. Null where it is not known: where
 * the server was not started anew, since then nothing says when it fell.
 */
export function measureRecovery(
  record: Pick<CheckpointRecord, 'cause' | 'writeSeconds' | 'syncSeconds'>,
  at: {
    /** The control file's time of that checkpoint. */
    readonly checkpointTime: number;
    readonly postmasterStartedAt: number;
    /** As it was before the crash. */
    readonly startedBefore: number;
    /** The first answer after it. */
    readonly answeredAt: number;
  },
): number | null {
  if (record.cause !== 'end-of-recovery' || at.postmasterStartedAt - at.startedBefore <= SECOND_MS)
    return null;
  const ownMs = 1_000 * ((record.writeSeconds ?? 0) + (record.syncSeconds ?? 0));
  const least = Math.max(0, at.checkpointTime - at.postmasterStartedAt) + ownMs;
  const most = Math.max(
    least,
    Math.min(at.checkpointTime + SECOND_MS + ownMs, at.answeredAt) - at.postmasterStartedAt,
  );
  return (least + Math.min(most, least + SECOND_MS)) / 2 / 1_000;
}
