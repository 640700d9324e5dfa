import type { StrategyName } from '../../domain/strategies.ts';

export const MODEL_STRATEGIES = [
  'direct',
  'hybrid',
  'hybrid-split',
] as const satisfies readonly StrategyName[];
export type ModelStrategy = (typeof MODEL_STRATEGIES)[number];

/** Which one writes updates as a strategy does; buffer-all differs from hybrid in creates only. */
export const MODEL_STRATEGY_OF: Readonly<Record<StrategyName, ModelStrategy>> = {
  direct: 'direct',
  'buffer-all': 'hybrid',
  hybrid: 'hybrid',
  'hybrid-split': 'hybrid-split',
};

/** `in-turn`: every row once, then again from the first, as a poller does. */
export const DISTRIBUTIONS = ['uniform', 'in-turn', 'zipf', 'hot-set'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

/** Everything that the model takes. Seconds are those of the server's clock. */
export interface Workload {
  /** Rows of the table. */
  readonly rows: number;
  /** Size of the table without indexes by its rows (pg_relation_size / reltuples), so free room counts too. */
  readonly bytesPerRow: number;
  /**
   * Share of the table's pages with room for a new version of a row (a fillfactor below 100, or what vacuum left). In
   * the others a row moves to the end of the table when it is first updated, where only updated rows are.
   */
  readonly roomShare: number;
  /** Indexes in which a changed row gets another place: those on the columns that change. */
  readonly movingIndexes: number;
  /** Indexes in which it keeps its place; they get a new entry all the same where another index moves. */
  readonly stayingIndexes: number;
  /** Size of one index by the table's rows. */
  readonly bytesPerIndexEntry: number;

  /** Rows that are updated at all; they lie scattered over the table. */
  readonly updatedRows: number;
  readonly updatesPerSecond: number;
  readonly distribution: Distribution;
  /** s of 1/rank^s, for `zipf`. */
  readonly zipfExponent: number;
  /** For `hot-set`: this number of rows gets `hotShare` of the updates. */
  readonly hotRows: number;
  readonly hotShare: number;
  /** Share of updates that bring the values that the row already has. */
  readonly unchangedShare: number;
  readonly createsPerHour: number;
  /** Rows that are appended to a history for each row that is written (the price points). */
  readonly pointsPerRow: number;
  readonly bytesPerPoint: number;

  /** Large values that the updates write; absent where they write none. */
  readonly toast?: ToastWrites;

  readonly strategy: ModelStrategy;
  readonly syncIntervalSeconds: number;
  /** Rows of one flush statement. */
  readonly batchRows: number;
  /** As bytesPerRow, of the narrow table that hybrid-split keeps the updated rows in. */
  readonly narrowBytesPerRow: number;

  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  readonly maxWalSizeBytes: number;
  readonly sharedBuffersPages: number;
  readonly fullPageWrites: boolean;
  /** Raw bytes of page images by stored ones; 1 without wal_compression. */
  readonly compressionRatio: number;
}

/** Values stored apart from their row, in pieces of about a quarter of a page: https://www.postgresql.org/docs/18/storage-toast.html */
export interface ToastWrites {
  readonly pages: number;
  /** Pages that one update changes: where the old pieces are marked, and where the new ones go. */
  readonly pagesPerUpdate: number;
  readonly bytesPerUpdate: number;
}

/** Constants that no formula gives: measured by `npm run verify -- calibrate`. Bytes of WAL, headers included. */
export interface WalConstants {
  /** An image of a page of the table, and of an index, uncompressed. */
  readonly heapImageBytes: number;
  readonly indexImageBytes: number;
  /** The same of the narrow table. */
  readonly narrowImageBytes: number;
  /** A change of a row in the wide table, without its index entries; less where its page gets an image. */
  readonly rowChangeBytes: number;
  readonly rowSavedByImageBytes: number;
  /** One index entry, what makes room for it included; less where its page gets an image. */
  readonly indexEntryBytes: number;
  readonly entrySavedByImageBytes: number;
  /** A change of a row in the narrow table. */
  readonly narrowChangeBytes: number;
  readonly pointBytes: number;
  /** Bytes of each transaction: its commit, and the locks or the fence of its statement. */
  readonly directStatementBytes: number;
  readonly flushStatementBytes: number;
  /** Pages that any writing at all touches in a cycle: maps, catalogs, fences; hardly any of them gets an image. */
  readonly fixedPages: number;
  /** The number of versions of a row that its page takes, more or less, until vacuum comes; then the row moves: moves.ts. */
  readonly versionsPerRoom: number;
}

/** Sizes of errors, as shares: 0.1 is 10 %. */
export interface ModelError {
  readonly median: number;
  readonly worst: number;
}

export interface Calibration {
  readonly date: string;
  readonly postgresVersion: string;
  readonly fitRuns: number;
  /** Runs that the constants do not come from. */
  readonly judgedRuns: number;
  readonly constants: WalConstants;
  /** Ratio of wal_compression = pglz. */
  readonly compressionRatio: number;
  /** Null before the model was judged. */
  readonly errors: Readonly<Record<'buffersWritten' | 'walBytes' | 'writeSeconds', ModelError>> | null;
}

export interface WalSplit {
  readonly images: number;
  readonly changes: number;
  readonly commits: number;
}

/** One checkpoint cycle, from redo to redo, and the checkpoint that closes it. */
export interface Cycle {
  readonly startsAtSecond: number;
  readonly seconds: number;
  /** Distinct pages changed in the cycle. */
  readonly dirtyPages: number;
  readonly heapPages: number;
  readonly indexPages: number;
  /** Dirty when the checkpoint at its end starts: less, because the one before still wrote when the cycle began. */
  readonly dirtyAtEnd: number;
  /** Those that the checkpoint writes itself; the rest gave way in shared_buffers and was written by others. */
  readonly buffersWritten: number;
  readonly writeSeconds: number;
  readonly cause: 'time' | 'wal';
  /** No checkpoint closes it: nothing had been logged since the last one ended. */
  readonly skipped: boolean;
  readonly walBytes: number;
  readonly wal: WalSplit;
  readonly fullPageImages: number;
  /** Write statements. */
  readonly statements: number;
  /** Rows written, points of the history among them. */
  readonly rows: number;
}

export interface PerHour {
  readonly checkpoints: number;
  readonly skippedCheckpoints: number;
  readonly statements: number;
  readonly rows: number;
  readonly walBytes: number;
  readonly fullPageImages: number;
  readonly buffersWritten: number;
  readonly checkpointSeconds: number;
}

export interface Prediction {
  /** The mean over settled cycles; cause: that of most of them. */
  readonly cycle: Cycle;
  readonly perHour: PerHour;
  /** Share of time in which a checkpoint writes. */
  readonly checkpointShare: number;
  readonly kneeBuffers: number;
  readonly plateauSeconds: number;
  /** Every cycle that was simulated, from the first. */
  readonly cycles: readonly Cycle[];
}
