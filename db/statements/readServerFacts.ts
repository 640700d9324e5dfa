import type { Queryable } from '../queryable.ts';

/** What does not change while a server runs, and what this role may see. */
export interface ServerFacts {
  /** As server_version_num: 180004. */
  readonly serverVersion: number;
  readonly serverVersionName: string;
  /** Names the cluster: another one means that the address leads elsewhere now. */
  readonly systemIdentifier: string;
  readonly role: string;
  /** Whether wait events of other processes are shown (pg_monitor, or pg_read_all_stats). */
  readonly seesWaits: boolean;
  /** How dirty pages can be counted: by summary (16+), by the view, or not at all. */
  readonly dirtyPages: 'summary' | 'view' | 'extension-missing' | 'not-allowed';
  readonly mayCheckpoint: boolean;
}

/** https://www.postgresql.org/docs/18/predefined-roles.html, pgbuffercache.html */
export async function readServerFacts(client: Queryable): Promise<ServerFacts> {
  const result = await client.query<ServerFacts>(`
    select current_setting('server_version_num')::integer as "serverVersion",
      current_setting('server_version') as "serverVersionName",
      (select system_identifier::text from pg_control_system()) as "systemIdentifier",
      current_user as role,
      pg_has_role(current_user, 'pg_read_all_stats', 'usage') as "seesWaits",
      case
        when to_regprocedure('pg_buffercache_summary()') is not null then
          case when has_function_privilege(to_regprocedure('pg_buffercache_summary()'), 'execute')
            then 'summary' else 'not-allowed' end
        when to_regclass('pg_buffercache') is not null then
          case when has_table_privilege(to_regclass('pg_buffercache'), 'select')
              and has_function_privilege(to_regprocedure('pg_buffercache_pages()'), 'execute')
            then 'view' else 'not-allowed' end
        else 'extension-missing'
      end as "dirtyPages",
      (select rolsuper from pg_roles where rolname = current_user)
        or coalesce((select pg_has_role(current_user, oid, 'usage') from pg_roles where rolname = 'pg_checkpoint'), false)
        as "mayCheckpoint"`);
  return result.rows[0]!;
}

/** Settings that steer checkpoints, in base units. */
export interface CheckpointSettings {
  readonly checkpointTimeoutSeconds: number;
  readonly completionTarget: number;
  readonly maxWalSizeBytes: number;
  readonly segmentBytes: number;
  readonly sharedBuffersPages: number;
  readonly fullPageWrites: boolean;
  readonly walCompression: string;
  readonly logCheckpoints: boolean;
}

/** Current values from pg_settings: they may change at any reload. */
export async function readCheckpointSettings(client: Queryable): Promise<CheckpointSettings> {
  const result = await client.query<{ name: string; setting: string }>({
    name: 'read_checkpoint_settings',
    text: `
      select name, setting from pg_settings where name in ('checkpoint_timeout', 'checkpoint_completion_target',
        'max_wal_size', 'wal_segment_size', 'shared_buffers', 'full_page_writes', 'wal_compression', 'log_checkpoints')`,
  });
  const settings = new Map(result.rows.map(({ name, setting }) => [name, setting]));
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
