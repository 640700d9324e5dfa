import type { CheckpointRelations } from './checkpointRelations.ts';
import type { CheckpointStatements } from './checkpointStatements.ts';

/** Why a checkpoint began. `requested`: CHECKPOINT, a backup, a promotion …; the statistics do not distinguish these. */
export type CheckpointCause = 'time' | 'wal' | 'requested' | 'shutdown' | 'end-of-recovery' | 'unknown';
export const CHECKPOINT_CAUSES: readonly CheckpointCause[] = [
  'time',
  'wal',
  'requested',
  'shutdown',
  'end-of-recovery',
  'unknown',
];

/** What was expected of a checkpoint when it began. */
export interface StartPrediction {
  /** What it writes itself: others write some of the dirty pages first. */
  readonly buffers: number;
  /** All that was dirty: each costs its nap, whoever writes it. Null where it cannot be counted. */
  readonly dirtyPages: number | null;
  readonly writeSeconds: number;
  /** Where the page count came from: counted in shared buffers, or taken over from the last checkpoint. */
  readonly source: 'buffercache' | 'last';
}

/** What was expected of a checkpoint half a checkpoint_timeout after the one before began. */
export interface Forecast {
  /** ms since the epoch. */
  readonly madeAt: number;
  readonly startsAt: number;
  readonly cause: 'time' | 'wal';
  readonly skipped: boolean;
  /** What it writes itself, as in StartPrediction. */
  readonly buffers: number;
  readonly dirtyPages: number | null;
  readonly writeSeconds: number;
}

/** One checkpoint or restartpoint, complete. Times in ms since the epoch by the server's clock; null: not known. */
export interface CheckpointRecord {
  /** The same whoever observed it. */
  readonly id: string;
  readonly kind: 'checkpoint' | 'restartpoint';
  readonly cause: CheckpointCause;
  /** True where the cause follows from the WAL distance and not from a counter of its own. */
  readonly inferred: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly writeSeconds: number | null;
  readonly syncSeconds: number | null;
  readonly buffers: number | null;
  /** Null before 18, where the server does not count them. */
  readonly slruBuffers: number | null;
  /** From the redo point of the one before to this one's. */
  readonly walDistanceBytes: number | null;
  /**
   * Logged from the redo point of the one before to this one's, as walDistanceBytes is; counted to the second, not to the
   * page. A skipped one has no redo point and so none.
   */
  readonly fullPageImages: number | null;
  /**
   * Of the checkpoint that ends a crash recovery: how long nobody could connect, from the server's start on; null where that
   * is not known. Absent of any other.
   */
  readonly recoverySeconds?: number | null;
  /** Nothing had been written since the one before, so the server did nothing. */
  readonly skipped: boolean;
  /** More than 1: this number ended between two polls, and times and buffers are their sums. */
  readonly merged: number;
  /** Where it holds several: the cause of each. One that was seen to run comes first; `cause` is the last one's. */
  readonly causes?: readonly CheckpointCause[];
  readonly checkpointLsn: string;
  readonly redoLsn: string;
  /** T and c as they were when it ended. */
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  readonly predicted: StartPrediction | null;
  readonly forecast: Forecast | null;
  /** The tables whose pages it wrote; absent where nothing says, of a skipped one, and in the history, which keeps it apart. */
  readonly relations?: CheckpointRelations;
  /** The statements that wrote the WAL before it; absent likewise, and without pg_stat_statements. */
  readonly statements?: CheckpointStatements;
  /** What is missing or uncertain, in words. */
  readonly notes: readonly string[];
}

/** The part of a record that the history keeps apart; null: not known. */
export interface CheckpointCulprits {
  /** The record's. */
  readonly id: string;
  readonly relations: CheckpointRelations | null;
  readonly statements: CheckpointStatements | null;
}

/** The checkpoint that runs now. */
export interface RunningCheckpoint {
  readonly kind: 'checkpoint' | 'restartpoint';
  readonly startedAt: number;
  readonly cause: CheckpointCause;
  readonly inferred: boolean;
  /** True where observation began while it ran: the start is inferred, earlier pages are not known. */
  readonly joined: boolean;
  readonly phase: 'writing' | 'syncing';
  readonly buffersWritten: number;
  /** Written, and still to be written by it; null where neither the count at its start nor its pace says. */
  readonly buffersTotal: number | null;
  /** Elapsed share of checkpoint_timeout, 0 to 1 and beyond. */
  readonly timeShare: number;
  /** WAL since redo as a share of the distance that forces a checkpoint. */
  readonly walShare: number;
  readonly elapsedSeconds: number;
  readonly predicted: StartPrediction | null;
  /** Until the last page is written; null where it is not known, as in one that overruns what was predicted. */
  readonly etaSeconds: number | null;
}

/** The checkpoint that comes next. */
export interface NextCheckpoint extends Forecast {
  readonly inSeconds: number;
  /** Share of checkpoint_timeout gone by on the clock, 0 to 1, whatever will start it. */
  readonly timeShare: number;
  /** Dirty now; null without pg_buffercache. */
  readonly dirtyBuffers: number | null;
}

/** What broke the series of samples; what happened in between is dropped or marked, never guessed. */
export type Interruption = 'restarted' | 'crashed' | 'stats-reset' | 'promoted' | 'other-server';

/** What the server's log adds to a record. */
export interface LogDetails {
  readonly reasons: readonly string[];
  readonly syncFiles: number | null;
  readonly longestSyncSeconds: number | null;
  readonly filesAdded: number;
  readonly filesRemoved: number;
  readonly filesRecycled: number;
  readonly totalSeconds: number;
}

/** A record and what the log says of it; null where the log is not read, or said nothing in time. */
export interface ObservedCheckpoint extends CheckpointRecord {
  readonly log: LogDetails | null;
  /** Where log and statistics differ by more than 5 ms or one page: both figures, in words. */
  readonly disagreement: string | null;
}

/** What lists and charts show: one that was observed, or one of an imported log, which need not say all of it. */
export interface ListedCheckpoint extends Omit<
  ObservedCheckpoint,
  'checkpointLsn' | 'redoLsn' | 'checkpointTimeoutSeconds' | 'completionTarget'
> {
  /** Null: the log has no LSN (before 16). */
  readonly checkpointLsn: string | null;
  readonly redoLsn: string | null;
  /** Null: the log does not determine them. */
  readonly checkpointTimeoutSeconds: number | null;
  readonly completionTarget: number | null;
  /** Read from a log: there were no statistics to hold it against. */
  readonly imported?: true;
}

/** Null where a log does not determine them. */
export function settingsOf({
  checkpointTimeoutSeconds,
  completionTarget,
}: Pick<ListedCheckpoint, 'checkpointTimeoutSeconds' | 'completionTarget'>): {
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
} | null {
  if (checkpointTimeoutSeconds === null || completionTarget === null) return null;
  return { checkpointTimeoutSeconds, completionTarget };
}
