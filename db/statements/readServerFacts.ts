import type { CheckpointSettings, ServerFacts } from '../../domain/postgres.ts';
import type { PlatformName } from '../../domain/platforms.ts';
import type { Queryable } from '../queryable.ts';
import { readOnly } from '../readOnly.ts';
import { readPlatforms } from './readPlatforms.ts';

/**
 * https://www.postgresql.org/docs/18/predefined-roles.html, pgbuffercache.html. What belongs to the extension is found by
 * its dependency on it: under the right name, in the right schema, there may be somebody else's. Who owns the schema can rename it at any moment,
 * between a check and a call, too, and what then has its name runs with our rights: nothing is called unless that role
 * has our rights already. From 15 on schema public belongs to whoever owns the database. `platforms`: those that are known are
 * not looked for again; it takes longer than all the rest.
 */
export async function readServerFacts(
  client: Queryable,
  platforms: readonly PlatformName[] | null = null,
): Promise<ServerFacts> {
  const rows = await readOnly<Omit<ServerFacts, 'pooled' | 'platforms'> & { backendPid: number }>(
    client,
    `
    with member as materialized (
      select d.classid, d.objid
      from pg_extension e join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
      where e.extname in ('pg_buffercache', 'pg_stat_statements') and d.deptype = 'e'
    ), callable as (
      select p.oid, p.proname as name, n.oid as schema, has_function_privilege(p.oid, 'execute') as allowed
      from member m join pg_proc p on m.classid = 'pg_proc'::regclass and p.oid = m.objid
        join pg_namespace n on n.oid = p.pronamespace
      where p.proname in ('pg_buffercache_summary', 'pg_buffercache_pages') and p.pronargs = 0
        or p.proname = 'pg_stat_statements'
    ), source as (
      select 'summary' as kind, schema, name, allowed from callable where name = 'pg_buffercache_summary'
      union all
      select case c.relname when 'pg_buffercache' then 'view' else 'statements' end, n.oid, c.relname,
        has_table_privilege(c.oid, 'select') and exists (select from callable where allowed and name =
          case c.relname when 'pg_buffercache' then 'pg_buffercache_pages' else 'pg_stat_statements' end)
      from member m join pg_class c on m.classid = 'pg_class'::regclass and c.oid = m.objid
        join pg_namespace n on n.oid = c.relnamespace
      where c.relname in ('pg_buffercache', 'pg_stat_statements')
    ), place as (
      select kind, format('%I.%I', n.nspname, name) as name, allowed and has_schema_privilege(n.oid, 'usage') as allowed,
        pg_has_role(case n.nspowner when 'pg_database_owner'::regrole then d.datdba else n.nspowner end,
          r.oid, 'member') as safe
      from source join pg_namespace n on n.oid = schema, pg_database d, pg_roles r
      where d.datname = current_database() and r.rolname = current_user
    ), cheapest as (
      select * from place where kind in ('summary', 'view') order by kind limit 1
    )
    select current_setting('server_version_num')::integer as "serverVersion",
      current_setting('server_version') as "serverVersionName",
      (select system_identifier::text from pg_control_system()) as "systemIdentifier",
      current_user as role,
      pg_has_role(current_user, 'pg_read_all_stats', 'usage') as "seesWaits",
      coalesce((select case when not allowed then 'not-allowed' when not safe then 'unsafe-schema' else kind end
        from cheapest), 'extension-missing') as "dirtyPages",
      (select name from cheapest) as "dirtySource",
      (select name from place where kind = 'view' and allowed and safe) as "dirtyView",
      (select name from place where kind = 'statements' and allowed and safe) as "statementsView",
      (select rolsuper from pg_roles where rolname = current_user)
        or coalesce((select pg_has_role(current_user, oid, 'usage') from pg_roles where rolname = 'pg_checkpoint'), false)
        as "mayCheckpoint",
      pg_backend_pid() as "backendPid"`,
  );
  const { backendPid, ...facts } = rows[0]!;
  return {
    ...facts,
    pooled: isPooled(client, backendPid),
    platforms: platforms ?? (await readPlatforms(client)),
  };
}

/**
 * A pooler makes up the process id of BackendKeyData. A named statement would show less: through PgBouncer 1.18 the first
 * client's succeeds and the second's fails.
 */
function isPooled(client: Queryable, backendPid: number): boolean | null {
  // @types/pg leaves it out; a Pool has none, and any of its connections may have answered.
  const { processID } = client as { readonly processID?: number };
  return processID === undefined ? null : processID !== backendPid;
}

/** Current values from pg_settings: they may change at any reload. */
export async function readCheckpointSettings(client: Queryable): Promise<CheckpointSettings> {
  const rows = await readOnly<{ name: string; setting: string }>(
    client,
    `
    select name, setting from pg_settings where name in ('checkpoint_timeout', 'checkpoint_completion_target',
      'max_wal_size', 'wal_segment_size', 'shared_buffers', 'full_page_writes', 'wal_compression', 'log_checkpoints')`,
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const number = (name: string): number => Number(settings.get(name));
  return {
    checkpointTimeoutSeconds: number('checkpoint_timeout'),
    completionTarget: number('checkpoint_completion_target'),
    maxWalSizeBytes: number('max_wal_size') * 1024 ** 2,
    segmentBytes: number('wal_segment_size'),
    sharedBuffersPages: number('shared_buffers'),
    fullPageWrites: settings.get('full_page_writes') === 'on',
    walCompression: settings.get('wal_compression') ?? 'off',
    logCheckpoints: settings.get('log_checkpoints') === 'on',
  };
}
