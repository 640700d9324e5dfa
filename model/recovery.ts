import { median } from '../domain/statistics.ts';

/** A crash recovery: WAL from the redo point to its end, and how long nobody could connect. */
export interface SeenRecovery {
  readonly walBytes: number;
  readonly seconds: number;
}

export interface ReplayRate {
  readonly bytesPerSecond: number;
  /** What it comes from; 0: it is a guess. */
  readonly recoveries: number;
}

/** Replay is one process: measured 60 to 250 MB/s of WAL from memory, less where pages have to be read from a disk. */
export const GUESSED_REPLAY_BYTES_PER_SECOND = 100 * 1024 ** 2;
/** A shorter one shows how long a server takes to start. */
const MIN_WAL_BYTES = 64 * 1024 ** 2;

/** How fast this server replays: by the median of the recoveries that were seen, else a guess. */
export function estimateReplayRate(seen: readonly SeenRecovery[]): ReplayRate {
  const rates = seen
    .filter(({ walBytes, seconds }) => walBytes >= MIN_WAL_BYTES && seconds > 0)
    .map(({ walBytes, seconds }) => walBytes / seconds);
  return { bytesPerSecond: median(rates) ?? GUESSED_REPLAY_BYTES_PER_SECOND, recoveries: rates.length };
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
