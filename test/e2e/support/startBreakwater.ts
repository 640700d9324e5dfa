import { startTemporaryRun } from '../../../scripts/launch/temporaryRun.ts';

/**
 * One for all tests: the small preset, an hour a minute, and a sync each 15 s, so that what is buffered can be seen to
 * wait.
 */
export default async function startBreakwater(): Promise<() => Promise<void>> {
  const run = await startTemporaryRun({
    PRESET: 'seed',
    TIME_SCALE: '60',
    SYNC_INTERVAL_MS: '900000',
    LOG_LEVEL: 'warn',
  });
  process.env['BREAKWATER_E2E'] = run.dataDir;
  return run.stop;
}
