/** A crash recovery: WAL from the redo point to its end, and how long nobody could connect. */
export interface SeenRecovery {
  readonly walBytes: number;
  readonly seconds: number;
}

export interface ReplayRate {
  readonly bytesPerSecond: number;
  /** The recovery that it comes from; null: it is a guess. */
  readonly from: SeenRecovery | null;
}

/** Replay is one process. Page images, which come first after a checkpoint, take it the least time by the byte. */
export const GUESSED_REPLAY_BYTES_PER_SECOND = 50 * 1024 ** 2;
/** A shorter one shows how long a server takes to start. */
const MIN_WAL_BYTES = 64 * 1024 ** 2;

/**
 * How fast this server replays this amount of WAL: as fast as in the recovery that was nearest in size, since the share of page images
 * goes with it; the newest of those that are as near. Without one it is a guess.
 */
export function estimateReplayRate(seen: readonly SeenRecovery[], walBytes: number): ReplayRate {
  let from: SeenRecovery | null = null;
  const distance = (recovery: SeenRecovery): number => Math.abs(Math.log(recovery.walBytes / walBytes));
  for (const recovery of seen) {
    if (recovery.walBytes < MIN_WAL_BYTES || recovery.seconds <= 0) continue;
    if (from === null || distance(recovery) <= distance(from)) from = recovery;
  }
  const bytesPerSecond = from === null ? GUESSED_REPLAY_BYTES_PER_SECOND : from.walBytes / from.seconds;
  return { bytesPerSecond, from };
}

export const recoverySeconds = (walBytes: number, { bytesPerSecond }: ReplayRate): number =>
  walBytes / bytesPerSecond;

export interface WalSinceRedo {
  readonly maxWalSizeBytes: number;
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  /** At the busiest; null where it is not known. */
  readonly walBytesPerSecond: number | null;
}

/**
 * The most WAL that a recovery has to replay: from the redo point of the last checkpoint that was completed to the end of the
 * running one, which is 1 + c intervals. max_wal_size is made for just that, so it is the limit, whatever time allows.
 */
export function worstWalSinceRedo(given: WalSinceRedo): number {
  const { maxWalSizeBytes, checkpointTimeoutSeconds, completionTarget, walBytesPerSecond } = given;
  if (walBytesPerSecond === null) return maxWalSizeBytes;
  const byTime = walBytesPerSecond * checkpointTimeoutSeconds * (1 + completionTarget);
  return Math.min(maxWalSizeBytes, byTime);
}
