import { projectDir } from '../../../machine/projectDir.ts';
import { buildWeb } from '../../../scripts/launch/embedded/web.ts';
import { startTemporaryRun } from '../../../scripts/launch/temporaryRun.ts';
import { SYSTEM_VARIABLES } from './running.ts';

/** The small preset, an hour a minute, and a sync each 15 s, so that what is buffered can be seen to wait. */
const VARIABLES = { PRESET: 'seed', TIME_SCALE: '60', SYNC_INTERVAL_MS: '900000', LOG_LEVEL: 'warn' };

/** The systems of all lanes, on one build. */
export default async function startBreakwater(): Promise<() => Promise<void>> {
  await buildWeb(projectDir, () => undefined);
  const variables = [...new Set(Object.values(SYSTEM_VARIABLES))];
  const runs = await Promise.all(
    variables.map(async (variable) => {
      const run = await startTemporaryRun(VARIABLES);
      process.env[variable] = run.dataDir;
      return run;
    }),
  );
  return async () => {
    await Promise.all(runs.map((run) => run.stop()));
  };
}
