import type { CheckpointCause } from '../../domain/checkpoints.ts';

/** The same vocabulary as the statistics; `unknown` here: no start line was seen before the completion. */
export type LogCause = CheckpointCause;

export type CheckpointKind = 'checkpoint' | 'restartpoint';

/** A completion line, in the server's own figures. Null: this server's version does not print it. */
export interface LoggedCheckpoint {
  readonly kind: CheckpointKind;
  /** ISO 8601 in UTC: when the line was written; null where neither prefix nor wrapper says so beyond doubt. */
  readonly at: string | null;
  /** The server's own words where the completion repeats them in brackets (19 and later). */
  readonly reasons: readonly string[] | null;
  /** Up to 17 SLRU pages are counted here too. */
  readonly buffers: number;
  /** Share of shared_buffers in percent, as printed. */
  readonly buffersPercent: number | null;
  readonly slruBuffers: number | null;
  /** WAL files; 0 for restartpoints before 9.1, which do not print them. */
  readonly filesAdded: number;
  readonly filesRemoved: number;
  readonly filesRecycled: number;
  readonly writeSeconds: number;
  readonly syncSeconds: number;
  readonly totalSeconds: number;
  readonly syncFiles: number | null;
  readonly longestSyncSeconds: number | null;
  readonly averageSyncSeconds: number | null;
  readonly distanceKiB: number | null;
  readonly estimateKiB: number | null;
  readonly checkpointLsn: string | null;
  readonly redoLsn: string | null;
}

export interface LoggedStart {
  readonly kind: CheckpointKind;
  readonly at: string | null;
  /**
   * The server's own words: time, wal (xlog before 10), immediate (fast from 19), force, wait, shutdown,
   * end-of-recovery, flush-all (flush-unlogged from 19). Empty where it printed none.
   */
  readonly reasons: readonly string[];
}

export type LogEvent =
  | { readonly type: 'start'; readonly start: LoggedStart }
  | { readonly type: 'complete'; readonly checkpoint: LoggedCheckpoint }
  /** Nothing to do since the last one. The server says so at DEBUG1 and DEBUG2 only. */
  | { readonly type: 'skipped'; readonly at: string | null }
  /** WAL forced checkpoints in less than checkpoint_warning. */
  | { readonly type: 'wal-too-frequent'; readonly at: string | null; readonly seconds: number };
