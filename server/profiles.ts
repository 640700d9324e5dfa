import type { CheckpointSettings } from '../db/statements/readServerFacts.ts';
import type { Config } from '../worker/config/index.ts';
import type { ProfileName } from './types.ts';

export const PROFILE_NAMES = ['default', 'calm'] as const satisfies readonly ProfileName[];

/** PostgreSQL takes no checkpoint_timeout below 30 s; three times that is the calm profile's least. */
const LEAST_TIMEOUT_S = 30;
const DEFAULT_TIMEOUT_S = 300;
const CALM_TIMEOUT_S = 900;
const GIB = 1024 ** 3;

export interface ProfileSetting {
  readonly name: 'checkpoint_timeout' | 'max_wal_size' | 'wal_compression';
  readonly value: string;
}

/** checkpoint_timeout of the calm profile in wall seconds: 15 min of workload time. */
export function calmTimeoutSeconds(timeScale: number): number {
  return Math.max(3 * LEAST_TIMEOUT_S, Math.round(CALM_TIMEOUT_S / timeScale));
}

export function calmSettings(timeScale: number): readonly ProfileSetting[] {
  return [
    { name: 'checkpoint_timeout', value: `${calmTimeoutSeconds(timeScale)}s` },
    { name: 'max_wal_size', value: '4GB' },
    { name: 'wal_compression', value: 'pglz' },
  ];
}

/** ALTER SYSTEM lines that make each profile; the last one brings them into force. */
export function profileStatements(timeScale: number): Readonly<Record<ProfileName, readonly string[]>> {
  const settings = calmSettings(timeScale);
  const reload = 'SELECT pg_reload_conf();';
  return {
    default: [...settings.map(({ name }) => `ALTER SYSTEM RESET ${name};`), reload],
    calm: [...settings.map(({ name, value }) => `ALTER SYSTEM SET ${name} = '${value}';`), reload],
  };
}

/** Which profile these settings are; null: neither. */
export function recognizeProfile(
  settings: CheckpointSettings,
  { timeScale, embedded }: Pick<Config, 'timeScale' | 'embedded'>,
): ProfileName | null {
  const { checkpointTimeoutSeconds, maxWalSizeBytes, walCompression } = settings;
  // npm start gives its own server the default in workload time.
  const standard = embedded
    ? Math.max(LEAST_TIMEOUT_S, Math.round(DEFAULT_TIMEOUT_S / timeScale))
    : DEFAULT_TIMEOUT_S;
  if (checkpointTimeoutSeconds === standard && maxWalSizeBytes === GIB && walCompression === 'off') {
    return 'default';
  }
  const calm =
    checkpointTimeoutSeconds === calmTimeoutSeconds(timeScale) &&
    maxWalSizeBytes === 4 * GIB &&
    walCompression === 'pglz';
  return calm ? 'calm' : null;
}
