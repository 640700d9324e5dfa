import {
  PLATFORM_SIGNS,
  type PlatformName,
  type PlatformSigns,
  recognizePlatforms,
} from '../../domain/platforms.ts';
import type { Queryable } from '../queryable.ts';
import { readOnly } from '../readOnly.ts';

/** The managed platforms that a server shows signs of. A setting that this role may not read counts by its name where it is listed. */
export async function readPlatforms(client: Queryable): Promise<PlatformName[]> {
  const [signs] = await readOnly<PlatformSigns>(
    client,
    `
    select coalesce((select json_object_agg(name, setting) from pg_settings
        where name = any ($1) or split_part(name, '.', 1) || '.' = any ($1)), '{}') as settings,
      array(select proname::text from pg_proc
        where proname::text = any ($2) and pronamespace = 'pg_catalog'::regnamespace) as functions,
      array(select rolname::text from pg_roles where rolname::text = any ($3)) as roles,
      (select rolsuper from pg_roles where rolname = current_user) as superuser`,
    [PLATFORM_SIGNS.settings, PLATFORM_SIGNS.functions, PLATFORM_SIGNS.roles],
  );
  return recognizePlatforms(signs!);
}
