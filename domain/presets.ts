export const PRESET_NAMES = ['incident', 'seed', 'firehose'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** How much and how often tracked tokens are polled; intervals in workload time. */
export interface WorkloadPlan {
  readonly trackedTokens: number;
  readonly marketIntervalMs: number;
  readonly marketTokensPerRun: number;
  /** False: the tracked tokens stay the same, so that every run polls the same ones whatever else goes on. */
  readonly tracksLaunches: boolean;
}

/** The workload that a preset simulates. Rates per workload hour. */
export interface Preset extends WorkloadPlan {
  readonly initialTokens: number;
  readonly launchesPerHour: number;
  readonly poolsPerHour: number;
  readonly migrationsPerHour: number;
}

const EVERY_FIVE_MINUTES = {
  trackedTokens: 50,
  marketIntervalMs: 300_000,
  marketTokensPerRun: 50,
  tracksLaunches: true,
};

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  seed: {
    ...EVERY_FIVE_MINUTES,
    initialTokens: 2_000,
    launchesPerHour: 20,
    poolsPerHour: 1,
    migrationsPerHour: 2,
  },
  // 20,000 updates per 300 s, as 1,000 every 15 s.
  incident: {
    trackedTokens: 7_966,
    marketIntervalMs: 15_000,
    marketTokensPerRun: 1_000,
    tracksLaunches: true,
    initialTokens: 300_000,
    launchesPerHour: 24,
    poolsPerHour: 4,
    migrationsPerHour: 4,
  },
  // More than any pipeline takes: its runs follow each other without a pause.
  firehose: {
    trackedTokens: 100_000,
    marketIntervalMs: 10_000,
    marketTokensPerRun: 100_000,
    tracksLaunches: true,
    initialTokens: 100_000,
    launchesPerHour: 60,
    poolsPerHour: 10,
    migrationsPerHour: 10,
  },
};

/** Sources without a preset: the newest 50 tokens, every five minutes. */
export const DEFAULT_PLAN: WorkloadPlan = EVERY_FIVE_MINUTES;
