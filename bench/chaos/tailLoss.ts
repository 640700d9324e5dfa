/** The time that `everysec` may lose, by where it is lost. Wall time of the harness, replies on their way included. */
const REPLY_MS = 500;
/**
 * Not even given to the kernel: while a background fsync is under way, Redis puts off its writes, for two seconds at most,
 * and answers all the same (flushAppendOnlyFile() in aof.c).
 */
const UNWRITTEN_MS = 2_000;
/** Written, but not yet handed to the disk. */
export const UNSYNCED_MS = 1_000;

/** Redis lost the youngest of what it had acknowledged. */
export interface TailLoss {
  /** Wall ms. */
  readonly at: number;
  readonly windowMs: number;
}

/** By a kill of the process. */
export const lossByKill = (at: number): TailLoss => ({ at, windowMs: UNWRITTEN_MS + REPLY_MS });
/** By a loss of power that took what was written in the last `cutMs`. */
export const lossByPower = (at: number, cutMs: number): TailLoss => ({
  at,
  windowMs: cutMs + UNWRITTEN_MS + REPLY_MS,
});

/** When a write was asked for and when it was acknowledged, wall ms: Redis took it somewhere in between. */
export interface Span {
  readonly askedAt: number;
  readonly acknowledgedAt: number;
}

/** Whether what Redis took in that time may be gone. */
export function isExcused({ askedAt, acknowledgedAt }: Span, losses: readonly TailLoss[]): boolean {
  return losses.some(({ at, windowMs }) => askedAt <= at && acknowledgedAt >= at - windowMs);
}
