import { TRPCError } from '@trpc/server';
import { fromPostgres } from '../unavailable.ts';
import { profileStatements } from '../../domain/profileSettings.ts';
import type { PipelineServices } from '../services.ts';
import type { ProfileName } from '../../domain/profiles.ts';

/** Changes settings by ALTER SYSTEM and a reload; they apply a moment later. */
export async function setProfile(
  { config, pool }: PipelineServices,
  profile: ProfileName,
): Promise<{ readonly profile: ProfileName }> {
  if (!config.embedded) {
    throw new TRPCError({
      code: 'PRECONDITION_FAILED',
      message: 'Breakwater changes settings only on the embedded server: run the statements shown on yours',
    });
  }
  // ALTER SYSTEM takes no parameters and no transaction; the texts are constants.
  for (const statement of profileStatements(config)[profile]) {
    await fromPostgres(pool.query(statement));
  }
  return { profile };
}
