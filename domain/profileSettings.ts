import type { CheckpointSettings } from './postgres.ts';
import { describeChanges, type PlatformName, type SettingChange } from './platforms.ts';
import { MIN_CHECKPOINT_TIMEOUT_SECONDS, type ProfileName, PROFILES, scaleTimeout } from './profiles.ts';

const GIB = 1024 ** 3;

export interface ProfileSetting {
  readonly name: 'checkpoint_timeout' | 'max_wal_size' | 'wal_compression';
  readonly value: string;
}

/** The facts on which the settings of a server depend. */
interface Served {
  readonly timeScale: number;
  readonly embedded: boolean;
}

/** Only the embedded server's follows TIME_SCALE. */
const toTimeout = (seconds: number, { timeScale, embedded }: Served, atLeast?: number): number =>
  embedded ? scaleTimeout(seconds, timeScale, atLeast) : seconds;

/** Three times the default, however fast time runs. */
const calmTimeoutSeconds = (served: Served): number =>
  toTimeout(PROFILES.calm.checkpointTimeoutSeconds, served, 3 * MIN_CHECKPOINT_TIMEOUT_SECONDS);

export function calmSettings(served: Served): readonly ProfileSetting[] {
  return [
    { name: 'checkpoint_timeout', value: `${calmTimeoutSeconds(served)}s` },
    { name: 'max_wal_size', value: `${PROFILES.calm.maxWalSizeBytes / GIB}GB` },
    // PostgreSQL 14 knows only on and off; later ones take it for pglz.
    { name: 'wal_compression', value: PROFILES.calm.walCompression },
  ];
}

/** Each profile's statements: ALTER SYSTEM lines on a server of one's own, the last of which loads them, else its platform's commands. */
export function profileStatements(
  served: Served,
  platforms: readonly PlatformName[] = [],
): Readonly<Record<ProfileName, readonly string[]>> {
  if (platforms.length > 0) {
    const standard = describeChanges(platforms, listChanges(PROFILES.default));
    return { default: standard, calm: describeChanges(platforms, listChanges(PROFILES.calm)) };
  }
  const settings = calmSettings(served);
  const reload = 'SELECT pg_reload_conf();';
  return {
    default: [...settings.map(({ name }) => `ALTER SYSTEM RESET ${name};`), reload],
    calm: [...settings.map(({ name, value }) => `ALTER SYSTEM SET ${name} = '${value}';`), reload],
  };
}

const listChanges = (profile: (typeof PROFILES)[ProfileName]): SettingChange[] => [
  { name: 'checkpoint_timeout', seconds: profile.checkpointTimeoutSeconds },
  { name: 'max_wal_size', megabytes: (profile.maxWalSizeBytes / GIB) * 1_024 },
  { name: 'wal_compression', on: profile.walCompression !== 'off' },
];

/** Which profile these settings are; null: neither. */
export function recognizeProfile(settings: CheckpointSettings, served: Served): ProfileName | null {
  const { checkpointTimeoutSeconds, maxWalSizeBytes, walCompression } = settings;
  const standard = toTimeout(PROFILES.default.checkpointTimeoutSeconds, served);
  if (
    checkpointTimeoutSeconds === standard &&
    maxWalSizeBytes === PROFILES.default.maxWalSizeBytes &&
    walCompression === PROFILES.default.walCompression
  ) {
    return 'default';
  }
  const calm =
    checkpointTimeoutSeconds === calmTimeoutSeconds(served) &&
    maxWalSizeBytes === PROFILES.calm.maxWalSizeBytes &&
    (walCompression === 'pglz' || walCompression === 'on');
  return calm ? 'calm' : null;
}
