import type { Workload } from './types.ts';

const MIB = 1024 ** 2;

/** PostgreSQL's defaults, and this project's table as loaded: measured by pg_class after `npm start`. */
const COMMON: Workload = {
  rows: 300_000,
  bytesPerRow: 683,
  roomShare: 0,
  movingIndexes: 2,
  stayingIndexes: 3,
  bytesPerIndexEntry: 99,
  updatedRows: 7_966,
  updatesPerSecond: 20_000 / 300,
  distribution: 'in-turn',
  zipfExponent: 1,
  hotRows: 500,
  hotShare: 0.9,
  unchangedShare: 0.2,
  createsPerHour: 24,
  pointsPerRow: 1,
  bytesPerPoint: 52,
  strategy: 'direct',
  syncIntervalSeconds: 300,
  batchRows: 100,
  narrowBytesPerRow: 149,
  checkpointTimeoutSeconds: 300,
  completionTarget: 0.9,
  maxWalSizeBytes: 1024 * MIB,
  sharedBuffersPages: 16_384,
  fullPageWrites: true,
  compressionRatio: 1,
};

/** The presets of the simulator, in workload time (worker/sources/presets.ts). */
export const WORKLOAD_PRESETS = {
  incident: COMMON,
  seed: {
    ...COMMON,
    rows: 2_000,
    updatedRows: 50,
    updatesPerSecond: 50 / 300,
    createsPerHour: 20,
  },
  // As many as one process writes; the pipeline takes what it gets.
  firehose: {
    ...COMMON,
    rows: 100_000,
    updatedRows: 100_000,
    updatesPerSecond: 1_000,
    createsPerHour: 60,
  },
} as const satisfies Readonly<Record<string, Workload>>;

export type WorkloadPresetName = keyof typeof WORKLOAD_PRESETS;
export const WORKLOAD_PRESET_NAMES = Object.keys(WORKLOAD_PRESETS) as readonly WorkloadPresetName[];

/** What the profile `calm` of this project sets. */
export const CALM_SETTINGS = {
  checkpointTimeoutSeconds: 900,
  maxWalSizeBytes: 4096 * MIB,
} as const satisfies Partial<Workload>;
