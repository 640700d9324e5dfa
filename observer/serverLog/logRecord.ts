import type { Damage } from '../../machine/unpack.ts';
import type { PacingSettings } from '../../model/pacing.ts';
import type { DistributionSummary } from './Distribution.ts';
import type { CheckpointCause } from '../../domain/checkpoints.ts';

/** The same vocabulary as the statistics; `unknown` here: no start line was seen before the completion. */
export type LogCause = CheckpointCause;

export type CheckpointKind = 'checkpoint' | 'restartpoint';

/** A completion line, in the server's own figures. Null: this server's version does not print it. */
export interface LoggedCheckpoint {
  readonly kind: CheckpointKind;
  /** ISO 8601 in UTC: when the line was written; null where neither prefix nor wrapper says so beyond doubt. */
  readonly at: string | null;
  /** The server's own words where the completion repeats them (19 and later). */
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

/** How the settings of a report are known; null in a report: neither given nor determined by the log. */
export interface ReportSettings extends PacingSettings {
  /** False where both were given. */
  readonly inferred: boolean;
  /** `likely`: read from fewer than five write times or five gaps. */
  readonly certainty: 'given' | 'certain' | 'likely';
  /** Write times that repeat to the tick, and gaps between timed starts, from which they were read. */
  readonly plateaus: number;
  readonly gaps: number;
}

/** A log's report on the checkpoints and restartpoints of one server, or of all servers in it. */
export interface ServerReport {
  /** Completion lines met, and those of them that were understood: all figures below come from these. */
  readonly completions: number;
  readonly understood: number;
  /** First completion line that was not understood, cut to 300 characters. */
  readonly notUnderstood: string | null;
  readonly skipped: number;
  /** Warnings that WAL forces checkpoints too frequently, with the seconds between two that they name. */
  readonly tooFrequent: DistributionSummary | null;
  /** Completions by cause; every cause is present. `unknown`: no start line belongs to it. */
  readonly byCause: Readonly<Record<LogCause, number>>;
  readonly writeSeconds: DistributionSummary | null;
  readonly syncSeconds: DistributionSummary | null;
  readonly longestSyncSeconds: DistributionSummary | null;
  readonly buffers: DistributionSummary | null;
  readonly distanceBytes: DistributionSummary | null;
  /**
   * Share (0 to 1) of the completions whose write time the pacing rule explains (model/pacing.ts). Left out: fewer than
   * 5 buffers, and those that were to write at full speed (shutdown, end of recovery, immediate or fast requests). Null
   * without any, or where the settings are not known.
   */
  readonly pacedShare: number | null;
  /** Completions among which that share is; exact up to 100,000. */
  readonly paceable: number;
  readonly settings: ReportSettings | null;
  /** ISO 8601: first and last time among the checkpoint lines. */
  readonly from: string | null;
  readonly until: string | null;
}

export interface LogReport extends ServerReport {
  readonly lines: number;
  /** Files that could be read only in part. */
  readonly damages: readonly { readonly file: string; readonly damage: Damage }[];
  /** One for each server that the log distinguishes, the one with most completions first; the figures above are their sum. */
  readonly servers: readonly (ServerReport & { readonly name: string | null })[];
}
