export const PROFILE_NAMES = ['default', 'calm'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

const GIB = 1024 ** 3;

export interface ProfileSettings {
  /** In workload time where the embedded server's follows TIME_SCALE. */
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  readonly maxWalSizeBytes: number;
  readonly walCompression: 'on' | 'off';
}

/** `default` is PostgreSQL's own. */
export const PROFILES: Readonly<Record<ProfileName, ProfileSettings>> = {
  default: {
    checkpointTimeoutSeconds: 300,
    completionTarget: 0.9,
    maxWalSizeBytes: GIB,
    walCompression: 'off',
  },
  calm: {
    checkpointTimeoutSeconds: 900,
    completionTarget: 0.9,
    maxWalSizeBytes: 4 * GIB,
    walCompression: 'on',
  },
};

/** PostgreSQL takes no checkpoint_timeout below it. */
export const MIN_CHECKPOINT_TIMEOUT_SECONDS = 30;

/** Seconds of workload time as checkpoint_timeout; `atLeast` where the time scale would make it shorter. */
export const scaleTimeout = (
  seconds: number,
  timeScale: number,
  atLeast = MIN_CHECKPOINT_TIMEOUT_SECONDS,
): number => Math.max(atLeast, Math.round(seconds / timeScale));
