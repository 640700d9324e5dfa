/** Values by name at one moment: gauges, and counters, whose names end in `Total`. */
export interface HistorySample {
  /** ms since the epoch. */
  readonly at: number;
  /** null: not known at that moment. */
  readonly values: Readonly<Record<string, number | null>>;
  /** When the last sample of a bucket was taken, which its counters are of; absent: at `at`. */
  readonly lastAt?: number;
}

export type HistoryKind = 'checkpoints' | 'culprits' | 'syncs' | 'marks' | 'spikes';

export interface HistoryEvent<T = unknown> {
  /** ms since the epoch. */
  readonly at: number;
  /** Anything JSON can hold. */
  readonly value: T;
}

/** What one run of the sync job did. */
export interface SyncReport {
  /** Every line of the log about this run has it. */
  readonly trace: string;
  readonly batches: number;
  readonly tokens: number;
  readonly rowsWritten: number;
  readonly pricePoints: number;
  readonly parked: number;
  readonly dead: number;
  readonly fenced: number;
  readonly seconds: number;
}
