import type { PageWrites } from './pageWriters.ts';
import type { PresetName } from './presets.ts';
import type { ProfileName } from './profiles.ts';
import type { Rate, RateChange } from './rates.ts';
import type { StrategyName } from './strategies.ts';

/** Measures per hour of workload time. */
export const HOURLY_MEASURES = [
  'statements',
  'rows',
  'walBytes',
  'fullPageImages',
  'checkpointBuffers',
  'pagesWritten',
] as const;
export type HourlyMeasure = (typeof HOURLY_MEASURES)[number];
export type PerHour = Readonly<Record<HourlyMeasure, number>>;

/** One way to write the same workload. */
export interface ArmPlan {
  readonly strategy: StrategyName;
  readonly profile: ProfileName;
  /** Workload ms. */
  readonly syncIntervalMs: number;
}

export interface ExperimentPlan {
  readonly arms: readonly ArmPlan[];
  readonly preset: PresetName;
  /** Checkpoint cycles that are measured in each run; before them, every tracked row is synced once and one cycle discarded. */
  readonly cycles: number;
  readonly repetitions: number;
  readonly timeScale: number;
  readonly seed: number;
}

/** Counts that one run gained in one checkpoint cycle. */
export interface CycleCounts {
  readonly workloadHours: number;
  readonly wallSeconds: number;
  readonly counts: PerHour;
  /** `pagesWritten` by who wrote them. */
  readonly pageWrites: PageWrites;
  /** Transactions that wrote. */
  readonly transactions: number;
  readonly rowUpdates: number;
  readonly hotRowUpdates: number;
  readonly checkpointWriteSeconds: number;
  readonly checkpointSyncSeconds: number;
  readonly workerCpuSeconds: number | null;
  readonly redisCpuSeconds: number;
}

/** Bucket bounds are inclusive upper ones, as Prometheus' are; seconds. */
export interface Latency {
  readonly count: number;
  readonly meanSeconds: number | null;
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** A moment of a run; `second` counts from the start of the first measured cycle, the counts too. */
export interface Moment {
  readonly second: number;
  readonly statements: number;
  readonly walBytes: number;
  readonly checkpointBuffers: number;
  /** By all. */
  readonly pagesWritten: number;
  readonly bufferedRows: number;
}

/** The state once everything was written. */
export interface FinalState {
  readonly tokens: number;
  /** Over every token's columns but those that hold a moment: orders, hot score, time of insertion. */
  readonly checksum: string;
  readonly ledgerImbalance: number;
  readonly parked: number;
  readonly dead: number;
}

/** One run of one arm. */
export interface RunResult {
  readonly arm: number;
  readonly repetition: number;
  readonly startedAt: string;
  /** How long its cycles are; absent in older results, whose arms all had that of the result. */
  readonly checkpointTimeoutSeconds?: number;
  readonly cycles: readonly CycleCounts[];
  /** Latency of write statements while a checkpoint ran; the next field holds it while none did. */
  readonly writeInsideCheckpoint: Latency;
  readonly writeOutsideCheckpoint: Latency;
  /** From acceptance to commit, by kind of data. */
  readonly dataLatency: Readonly<Record<string, Latency>>;
  readonly workerRssBytes: number | null;
  readonly redisMemoryBytes: number;
  /** Every checkpoint that ended in the measured cycles. */
  readonly checkpoints: readonly MeasuredCheckpoint[];
  readonly moments: readonly Moment[];
  readonly final: FinalState;
  /** The prediction of the model of /what-if for the same cycles, made before they ran; absent in older results. */
  readonly model?: ModelFigures;
}

/** Means over the measured cycles, as the model has them. */
export interface ModelFigures {
  readonly buffersPerCycle: number;
  readonly writeSeconds: number;
  readonly walBytesPerHour: number;
  readonly fullPageImagesPerHour: number;
  readonly statementsPerHour: number;
}

export interface MeasuredCheckpoint {
  /** From the start of the first measured cycle. */
  readonly startedAtSecond: number;
  readonly cause: string;
  readonly buffers: number | null;
  readonly writeSeconds: number | null;
  readonly syncSeconds: number | null;
  readonly predictedWriteSeconds: number | null;
}

/** Middle and ends of n values. */
export interface Spread {
  readonly mean: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly n: number;
}

export interface ArmResult {
  readonly name: string;
  /** Its place in the plan, which its runs name. */
  readonly index: number;
  readonly strategy: StrategyName;
  readonly profile: ProfileName;
  readonly syncIntervalMs: number;
  readonly runs: number;
  /** Totals over the measured cycles of all runs, per hour of workload time. */
  readonly rates: Readonly<Record<HourlyMeasure, Rate>>;
  /** Share of wall time. */
  readonly checkpointShare: number;
  readonly checkpointBuffersPerCycle: Spread;
  /** Totals per hour of workload time; null where the server does not count them apart. */
  readonly pageWritesPerHour: PageWrites;
  readonly checkpointSeconds: Spread | null;
  readonly syncSeconds: Spread | null;
  readonly hotShare: number | null;
  readonly transactionsPerHour: number;
  readonly writeInsideCheckpoint: Latency;
  readonly writeOutsideCheckpoint: Latency;
  readonly dataLatency: Readonly<Record<string, Latency>>;
  readonly workerCpuShare: number | null;
  readonly redisCpuShare: number;
  readonly workerRssBytes: number | null;
  readonly redisMemoryBytes: number;
  /** Against the first arm. */
  readonly changes: Readonly<Record<HourlyMeasure, RateChange>>;
  /** Whether its final data are those of the first arm, and nothing was parked, dead or out of the ledger. */
  readonly identical: boolean;
  readonly verdict: string;
}

export interface ExperimentResult {
  readonly id: string;
  readonly startedAt: string;
  readonly wallSeconds: number;
  readonly plan: ExperimentPlan;
  readonly machine: string;
  readonly postgresVersion: string;
  readonly redisVersion: string;
  readonly checkpointTimeoutSeconds: number;
  readonly sharedBuffersPages: number;
  /** False: stopped before the end; what was done is kept. */
  readonly complete: boolean;
  readonly arms: readonly ArmResult[];
  readonly verdict: string;
  readonly runs: readonly RunResult[];
}
