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
