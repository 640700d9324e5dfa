import { describe, expect, it } from 'vitest';
import {
  describeChanges,
  describePlatform,
  findOwnStorage,
  type PlatformName,
  type PlatformSigns,
  recognizePlatforms,
  type SettingChange,
} from '../../domain/platforms.ts';

const NOTHING: PlatformSigns = { settings: {}, functions: [], roles: [], superuser: false };
const LONGER: SettingChange = { name: 'checkpoint_timeout', seconds: 900 };
const LARGER: SettingChange = { name: 'max_wal_size', megabytes: 8_192 };
const COMPRESSED: SettingChange = { name: 'wal_compression', on: true };

/** The signs that each shows to a customer's role, after its documentation, and one command as it takes it. */
const SERVERS: readonly (readonly [PlatformName, string, Partial<PlatformSigns>, RegExp])[] = [
  [
    'rds',
    'Amazon RDS',
    {
      settings: { 'rds.extensions': 'address_standardizer', 'rds.force_ssl': '1' },
      roles: ['rds_superuser'],
    },
    /^aws rds modify-db-parameter-group .*"ParameterName=max_wal_size,ParameterValue=8192,ApplyMethod=immediate"( |$)/m,
  ],
  [
    'aurora',
    'Amazon Aurora',
    { settings: { 'rds.extensions': 'hstore' }, functions: ['aurora_version'], roles: ['rds_superuser'] },
    /^-- Amazon Aurora: this storage has no such checkpoints, there is nothing to set$/,
  ],
  [
    'cloudsql',
    'Cloud SQL',
    { settings: { 'cloudsql.iam_authentication': 'off' }, roles: ['cloudsqlsuperuser'] },
    /^gcloud sql instances patch INSTANCE --database-flags="\^~\^\$FLAGS"$/m,
  ],
  [
    'alloydb',
    'AlloyDB',
    { settings: { 'alloydb.iam_authentication': 'on' }, roles: ['alloydbsuperuser'] },
    /^-- AlloyDB: this storage has no such checkpoints/,
  ],
  [
    'azure',
    'Azure Database for PostgreSQL',
    { settings: { 'azure.extensions': '' }, roles: ['azure_pg_admin'] },
    /^az postgres flexible-server parameter set .* --name max_wal_size --value 8192$/m,
  ],
  [
    'supabase',
    'Supabase',
    { roles: ['supabase_admin'] },
    /^supabase --experimental --project-ref PROJECT postgres-config update --no-restart --config max_wal_size=8GB$/m,
  ],
  [
    'neon',
    'Neon',
    { settings: { 'neon.branch_id': 'br-quiet-hill' }, roles: ['neon_superuser'] },
    /^-- Neon: this storage has no such checkpoints/,
  ],
  [
    'railway',
    'Railway',
    { settings: { ssl_cert_file: '/var/lib/postgresql/data/certs/server.crt' }, superuser: true },
    /^ALTER SYSTEM SET max_wal_size = '8GB';$/m,
  ],
  [
    'heroku',
    'Heroku Postgres',
    { roles: ['heroku_admin'] },
    /^-- max_wal_size = 8GB: not changeable on Heroku Postgres, ask its support$/m,
  ],
];

describe.each(SERVERS)('%s', (name, label, signs, command) => {
  const platforms = recognizePlatforms({ ...NOTHING, ...signs });

  it('is recognised by what its servers show', () => {
    expect(platforms[0]).toBe(name);
    expect(describePlatform(name)).toBe(label);
  });

  it('takes its own command', () => {
    const lines = describeChanges(platforms, [LONGER, LARGER, COMPRESSED]);
    expect(lines.join('\n')).toMatch(command);
    // Railway's customer is a superuser.
    expect(lines.join('\n').includes('ALTER SYSTEM')).toBe(name === 'railway');
  });
});

it("takes a server of one's own for nothing else", () => {
  expect(recognizePlatforms({ ...NOTHING, settings: { ssl_cert_file: 'server.crt' } })).toEqual([]);
  // Restored from a dump of all roles.
  expect(recognizePlatforms({ ...NOTHING, roles: ['rds_superuser'], superuser: true })).toEqual([]);
  expect(describeChanges([], [LARGER])).toEqual([
    "ALTER SYSTEM SET max_wal_size = '8GB';",
    'SELECT pg_reload_conf();',
  ]);
  expect(describeChanges([], [])).toEqual([]);
  expect(describeChanges(['rds'], [])).toEqual([]);
});

it("says of Heroku on Aurora both: whom to ask, and that the storage is Aurora's", () => {
  const platforms = recognizePlatforms({
    ...NOTHING,
    functions: ['aurora_version'],
    roles: ['heroku_admin', 'rds_superuser'],
  });
  expect(platforms).toEqual(['heroku', 'aurora', 'rds']);
  expect(findOwnStorage(platforms)).toBe('aurora');
});

it('keeps what needs a restart apart', () => {
  const changes: SettingChange[] = [
    { name: 'shared_buffers', pages: 131_072 },
    { name: 'checkpoint_completion_target', share: 0.75 },
    { name: 'full_page_writes', on: false },
  ];
  expect(describeChanges([], changes)).toEqual([
    "ALTER SYSTEM SET checkpoint_completion_target = '0.75';",
    "ALTER SYSTEM SET full_page_writes = 'off';",
    'SELECT pg_reload_conf();',
    "ALTER SYSTEM SET shared_buffers = '1GB'; -- from the next restart on",
  ]);
  expect(describeChanges(['rds'], changes)).toEqual([
    'aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters "ParameterName=shared_buffers,ParameterValue=131072,ApplyMethod=pending-reboot" "ParameterName=checkpoint_completion_target,ParameterValue=0.75,ApplyMethod=immediate"',
    '-- full_page_writes = off: not changeable on Amazon RDS, ask its support',
  ]);
});

it('changes what is changeable, and says what is not', () => {
  expect(describeChanges(['supabase'], [LONGER, LARGER])).toEqual([
    'supabase --experimental --project-ref PROJECT postgres-config update --no-restart --config max_wal_size=8GB',
    '-- checkpoint_timeout = 900s: not changeable on Supabase, ask its support',
  ]);
  // Azure has it read-only.
  expect(describeChanges(['azure'], [{ name: 'checkpoint_flush_after', kilobytes: 256 }])).toEqual([
    '-- checkpoint_flush_after = 256kB: not changeable on Azure Database for PostgreSQL, ask its support',
  ]);
});

it('keeps the flags that a Cloud SQL instance has, in one patch', () => {
  const [read, patch, ...others] = describeChanges(['cloudsql'], [LONGER, LARGER]);
  expect(read).toContain('gcloud sql instances describe INSTANCE --format=json');
  expect(read).toContain('test("^(checkpoint_timeout|max_wal_size)$") | not');
  expect(read).toContain('["checkpoint_timeout=900","max_wal_size=8192"]');
  expect(patch).toContain('$FLAGS');
  expect(others).toEqual([]);
});
