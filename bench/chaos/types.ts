export const FAULT_NAMES = [
  'kill-worker',
  'freeze-worker',
  'restart-worker',
  'kill-redis',
  'lose-redis-tail',
  'freeze-redis',
  'redis-full',
  'redis-disk-full',
  'redis-clock',
  'flush-scripts',
  'cut-redis',
  'stall-redis',
  'stop-postgres',
  'postgres-disk-full',
  'end-sessions',
  'read-only',
  'cut-postgres',
  'stall-postgres',
  'poison',
  'missing-rows',
  'switch',
  'profile',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

/** Ways to do it wrong: each of them loses writes, and the harness must see it. */
export const CONTROL_NAMES = ['delete-before-write', 'blind-delete', 'ack-without-fence'] as const;
export type ControlName = (typeof CONTROL_NAMES)[number];

/** When a Redis write counts as kept: with each write, or once a second. */
export type Fsync = 'always' | 'everysec';

export interface ChaosPlan {
  readonly seconds: number;
  readonly seed: number;
  readonly faults: readonly FaultName[];
  readonly workers: number;
  readonly fsync: Fsync;
  readonly control: ControlName | null;
}

export interface ScheduledFault {
  readonly atMs: number;
  readonly name: FaultName;
  /** How long it lasts. */
  readonly holdMs: number;
  /** In [0, 1): which worker, which strategy. */
  readonly pick: number;
}

export interface FaultReport {
  readonly name: FaultName;
  readonly atMs: number;
  /** From its end (the server is back) until writes of every kind sent afterwards were acknowledged. */
  readonly recoveryMs: number;
}

/** One promise that was not kept, or one rule that was broken. */
export interface Breach {
  readonly what: 'lost' | 'went-back' | 'rule';
  readonly detail: string;
}

export interface RecoverySummary {
  readonly count: number;
  readonly medianMs: number;
  readonly longestMs: number;
}

export interface ChaosResult {
  readonly verdict: 'passed' | 'failed';
  readonly seed: number;
  readonly seconds: number;
  readonly workers: number;
  readonly fsync: Fsync;
  readonly control: ControlName | null;
  /** How many were done. */
  readonly faults: number;
  readonly faultsByName: Readonly<Partial<Record<FaultName, RecoverySummary>>>;
  /** Faults that this machine does not allow, with the reason. */
  readonly skipped: readonly { readonly name: FaultName; readonly reason: string }[];
  /** Writes that a worker said were accepted. */
  readonly acknowledged: number;
  /** Column groups and rows whose last acknowledged value is nowhere. */
  readonly lost: number;
  /** Losses that `everysec` allows: acknowledged in the second before Redis lost its tail. Not among `lost`. */
  readonly lostInWindow: number;
  /** Values that went back to an older one in a table, by a trigger. */
  readonly wentBack: number;
  readonly ledgerImbalance: number;
  /** Last values that PostgreSQL refused and that are in the dead letters. */
  readonly dead: number;
  readonly tokens: number;
  /** Rules broken besides: an entry in two places, a TTL, a worker that ended by itself. */
  readonly brokenRules: number;
  /** The first twenty. */
  readonly breaches: readonly Breach[];
  readonly postgresVersion: string;
  readonly redisVersion: string;
}
