import type { CheckpointCause, ListedCheckpoint } from './checkpoints.ts';

/** Imports that are kept; beyond them the oldest gives way. */
export const MAX_IMPORTS = 20;
/** Records that are kept of each, the newest. The list of checkpoints answers as many at once. */
export const MAX_IMPORTED_RECORDS = 5_000;
/** A log of more servers is imported for those that come first. */
export const MAX_IMPORTED_SERVERS = 10;
export const IMPORTS_KEPT_DAYS = 30;
/** Of one log, as it is sent and as it is unpacked. */
export const MAX_LOG_BYTES = 8 * 1024 ** 3;
/** Of the file's name, as pages show it. */
export const MAX_LOG_NAME = 200;

/** Half of them are below the median; null: the log does not have the figure. */
export interface LoggedFigures {
  readonly writeSeconds: number | null;
  readonly syncSeconds: number | null;
  readonly buffers: number | null;
  readonly walBytes: number | null;
}

/** The settings by which the write times are judged, and how they are known. */
export interface LoggedSettings {
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  /** `likely`: read from few write times or gaps. */
  readonly certainty: 'given' | 'certain' | 'likely';
}

/** What a log said of one server. */
export interface LogImport {
  /** By its content: the same log again is the same import. */
  readonly id: string;
  /** The file, or files, as they were called. */
  readonly file: string;
  /** Null: the log has one server, or no name for it. */
  readonly server: string | null;
  readonly importedAt: number;
  readonly lines: number;
  /** Completion lines, and those of them that were understood. */
  readonly completions: number;
  readonly understood: number;
  /** First completion line that was not understood. */
  readonly notUnderstood: string | null;
  /** Understood, but without a time that would place them. */
  readonly withoutTime: number;
  /** Understood and older than the records that are kept. */
  readonly dropped: number;
  readonly kept: number;
  readonly skipped: number;
  /** Warnings that checkpoints come too frequently. */
  readonly tooFrequent: number;
  /** Ms: start of the first record that is kept, end of the last; null without any. */
  readonly from: number | null;
  /** Start of the last one. */
  readonly lastStart: number | null;
  readonly until: number | null;
  readonly byCause: Readonly<Record<CheckpointCause, number>>;
  readonly medians: LoggedFigures;
  readonly settings: LoggedSettings | null;
  /** Whether the write times are pacing or a slow disk, in sentences. */
  readonly verdict: string;
  /** What must be known beside the figures, in sentences. */
  readonly notes: readonly string[];
}

export interface ImportedLog {
  readonly about: LogImport;
  /** Newest first. */
  readonly records: readonly ListedCheckpoint[];
}

/** The log that is being read now. */
export interface ImportProgress {
  readonly file: string;
  readonly bytes: number;
  /** Null: it was not announced. */
  readonly totalBytes: number | null;
  readonly lines: number;
  readonly checkpoints: number;
}
