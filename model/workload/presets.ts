import { type PresetName, PRESETS } from '../../domain/presets.ts';
import { PROFILES } from '../../domain/profiles.ts';
import type { Workload } from './types.ts';

/** The part of a workload that the simulator makes of a preset. */
type Simulated = Pick<Workload, 'rows' | 'updatedRows' | 'updatesPerSecond' | 'createsPerHour'>;

/** PostgreSQL's defaults, and this project's table as loaded: measured by pg_class after `npm start`. */
const COMMON: Omit<Workload, keyof Simulated> = {
  bytesPerRow: 683,
  roomShare: 0,
  movingIndexes: 2,
  stayingIndexes: 3,
  bytesPerIndexEntry: 99,
  distribution: 'in-turn',
  zipfExponent: 1,
  hotRows: 500,
  hotShare: 0.9,
  unchangedShare: 0.2,
  pointsPerRow: 1,
  bytesPerPoint: 52,
  strategy: 'direct',
  syncIntervalSeconds: 300,
  batchRows: 100,
  narrowBytesPerRow: 149,
  checkpointTimeoutSeconds: PROFILES.default.checkpointTimeoutSeconds,
  completionTarget: PROFILES.default.completionTarget,
  maxWalSizeBytes: PROFILES.default.maxWalSizeBytes,
  sharedBuffersPages: 16_384,
  fullPageWrites: true,
  compressionRatio: 1,
};

/** In workload time. A new preset has no workload until it is named here. */
export const WORKLOAD_PRESETS: Readonly<Record<PresetName, Workload>> = {
  incident: { ...COMMON, ...simulate('incident') },
  seed: { ...COMMON, ...simulate('seed') },
  // It asks for more updates than one process writes, and the pipeline takes what it gets.
  firehose: { ...COMMON, ...simulate('firehose'), updatesPerSecond: 1_000 },
};

function simulate(name: PresetName): Simulated {
  const { initialTokens, trackedTokens, marketTokensPerRun, marketIntervalMs, launchesPerHour } =
    PRESETS[name];
  return {
    rows: initialTokens,
    updatedRows: trackedTokens,
    updatesPerSecond: marketTokensPerRun / (marketIntervalMs / 1_000),
    createsPerHour: launchesPerHour,
  };
}

/** The settings of this project's profile `calm`. */
export const CALM_SETTINGS = {
  checkpointTimeoutSeconds: PROFILES.calm.checkpointTimeoutSeconds,
  maxWalSizeBytes: PROFILES.calm.maxWalSizeBytes,
} as const satisfies Partial<Workload>;
