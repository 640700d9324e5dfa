import type { StrategyName } from '../../domain/strategies.ts';

export const SCENARIO_NAMES = ['soak', 'outages', 'backpressure'] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** The watched values at one moment. */
export interface Sample {
  /** Minutes of wall time since the beginning, those of earlier parts included. */
  readonly minute: number;
  readonly strategy: StrategyName;
  readonly workerBytes: number;
  readonly workerFiles: number;
  readonly redisBytes: number;
  readonly redisClients: number;
  readonly postgresConnections: number;
  /** token_discovery with its indexes. */
  readonly tableBytes: number;
  readonly marketBytes: number;
  readonly bufferEntries: number;
  readonly ledgerImbalance: number;
}

export type Gauge = Exclude<keyof Sample, 'minute' | 'strategy'>;

/** A figure's trend: the mean of the second and of the last third of a run, and its maximum. */
export interface Trend {
  readonly gauge: Gauge;
  readonly before: number;
  readonly after: number;
  readonly most: number;
  /** after / before. */
  readonly growth: number;
}
