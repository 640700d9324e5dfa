/**
 * What active sessions wait for, in the groups that distinguish causes. `running`: for nothing, so they are on the CPU or
 * wait for it. `wal`: WAL is written or flushed, by themselves or by another one for them. `data`: files of tables, indexes
 * and sorts are read or written. `lock`: a lock that another session holds.
 */
export const WAIT_KINDS = ['running', 'wal', 'data', 'lock', 'other'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];
/** Sessions by what they wait for. */
export type Waits = Readonly<Record<WaitKind, number>>;

/** Time that was spent in reads, writes and fsyncs of files, cumulative, ms. */
export interface IoTimes {
  readonly readMs: number;
  readonly writeMs: number;
  /** Null before 16, which does not time them. */
  readonly fsyncMs: number | null;
}

/** The client sessions of a server at one moment, the observer's own left out. */
export interface SessionSample {
  /** The server's clock, ms. */
  readonly at: number;
  readonly active: number;
  readonly waits: Waits;
  /** How long the oldest statement runs that is not done; 0 where none runs. */
  readonly longestSeconds: number;
  /** Committed or rolled back, in all databases, cumulative. */
  readonly transactions: number;
  /** Null where track_io_timing is off. */
  readonly io: IoTimes | null;
}
