import type { Distribution, ModelStrategy, Workload } from '../../model/workload/types.ts';

/** One real run: a table, a stream of updates, a strategy, on a server of its own. */
export interface CalibrationCase {
  /** Names its file. */
  readonly name: string;
  /** `fit`: constants come from it. `evaluate`: it only judges them. */
  readonly purpose: 'fit' | 'evaluate';
  readonly strategy: ModelStrategy;
  readonly distribution: Distribution;
  /** Rows that are loaded; one on each page is deleted, so that pages have room. */
  readonly rows: number;
  readonly updatedRows: number;
  readonly updatesPerSecond: number;
  readonly checkpointTimeoutSeconds: number;
  readonly walCompression: 'off' | 'pglz';
  readonly seed: number;
}

/** The counters when a checkpoint starts. */
export interface Edge {
  readonly second: number;
  readonly walLsn: string;
  readonly walBytes: number;
  readonly fullPageImages: number;
  readonly buffersWritten: number;
  readonly writeMs: number;
  readonly updates: number;
  readonly statements: number;
  readonly rowWrites: number;
}

/** WAL of the measured cycles by what it is; bytes and counts. */
export interface WalInventory {
  readonly heapImages: number;
  readonly heapImageBytes: number;
  readonly indexImages: number;
  readonly indexImageBytes: number;
  readonly rowChangeBytes: number;
  readonly indexEntryBytes: number;
  readonly pointBytes: number;
  readonly otherBytes: number;
}

export interface CalibrationRun {
  readonly case: CalibrationCase;
  readonly startedAt: string;
  readonly postgresVersion: string;
  /** The model's input: the case, and the table as pg_class had it before. */
  readonly workload: Workload;
  /** At the forced checkpoint, then at the start of each timed one. */
  readonly edges: readonly Edge[];
  readonly inventory: WalInventory;
}

/** The mean of the measured cycles. */
export interface Figures {
  readonly buffersWritten: number;
  readonly walBytes: number;
  readonly writeSeconds: number;
  readonly fullPageImages: number;
  readonly statements: number;
}
export const JUDGED = ['buffersWritten', 'walBytes', 'writeSeconds'] as const;
export type Judged = (typeof JUDGED)[number];
