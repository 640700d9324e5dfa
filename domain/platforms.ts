/** A setting to change, in the unit that pg_settings has it in, which is what most platforms take. */
export type SettingChange =
  | { readonly name: 'checkpoint_timeout'; readonly seconds: number }
  | { readonly name: 'checkpoint_completion_target'; readonly share: number }
  | { readonly name: 'max_wal_size'; readonly megabytes: number }
  | { readonly name: 'wal_compression' | 'full_page_writes'; readonly on: boolean }
  /** From the next restart on. */
  | { readonly name: 'shared_buffers'; readonly pages: number }
  | { readonly name: 'checkpoint_flush_after'; readonly kilobytes: number };
export type SettingName = SettingChange['name'];

interface Platform {
  readonly label: string;
  /** Signs that only this platform's servers have. A setting: its name, NAME=VALUE, or PREFIX. for all that begin with it. */
  readonly settings: readonly string[];
  /** In pg_catalog, where nobody but the platform puts any. */
  readonly functions: readonly string[];
  /** Where the role that asks is a superuser they say nothing: a dump of another server brings them along. */
  readonly roles: readonly string[];
  /** False: the storage makes pages from WAL by itself, so that a checkpoint has no pages to write to it. */
  readonly hasCheckpoints: boolean;
  /** Settings that its documentation lets a customer change. */
  readonly changeable: readonly SettingName[];
  /** The commands; the names in capitals are for the reader to fill in. */
  readonly change: (changes: readonly SettingChange[]) => readonly string[];
}

/** As their documentation has them; full_page_writes and checkpoint_flush_after are not among them. */
const CHECKPOINT_SETTINGS: readonly SettingName[] = [
  'checkpoint_timeout',
  'checkpoint_completion_target',
  'max_wal_size',
  'wal_compression',
  'shared_buffers',
];
const ALL: readonly SettingName[] = [...CHECKPOINT_SETTINGS, 'full_page_writes', 'checkpoint_flush_after'];
const NONE = { changeable: [], change: () => [] };

/** By what they are recognised, in this order: Heroku's Essential tier runs on Aurora, which has RDS' settings. */
const PLATFORMS = {
  heroku: {
    label: 'Heroku Postgres',
    settings: [],
    functions: [],
    roles: ['heroku_admin'],
    hasCheckpoints: true,
    ...NONE,
  },
  aurora: {
    label: 'Amazon Aurora',
    settings: [],
    functions: ['aurora_version'],
    roles: [],
    hasCheckpoints: false,
    ...NONE,
  },
  rds: {
    label: 'Amazon RDS',
    settings: ['rds.'],
    functions: [],
    roles: ['rds_superuser'],
    hasCheckpoints: true,
    changeable: CHECKPOINT_SETTINGS,
    change: (changes) => [
      `aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters ${changes
        .map(
          (change) =>
            `"ParameterName=${change.name},ParameterValue=${bare(change)},ApplyMethod=${needsRestart(change) ? 'pending-reboot' : 'immediate'}"`,
        )
        .join(' ')}`,
    ],
  },
  alloydb: {
    label: 'AlloyDB',
    settings: ['alloydb.'],
    functions: [],
    roles: ['alloydbsuperuser'],
    hasCheckpoints: false,
    ...NONE,
  },
  cloudsql: {
    label: 'Cloud SQL',
    settings: ['cloudsql.'],
    functions: [],
    roles: ['cloudsqlsuperuser'],
    hasCheckpoints: true,
    changeable: CHECKPOINT_SETTINGS,
    change: patchCloudSql,
  },
  azure: {
    label: 'Azure Database for PostgreSQL',
    settings: ['azure.'],
    functions: [],
    roles: ['azure_pg_admin'],
    hasCheckpoints: true,
    changeable: CHECKPOINT_SETTINGS,
    change: (changes) =>
      changes.map(
        (change) =>
          `az postgres flexible-server parameter set --resource-group GROUP --server-name SERVER --name ${change.name} --value ${bare(change)}`,
      ),
  },
  neon: {
    label: 'Neon',
    settings: ['neon.'],
    functions: [],
    roles: ['neon_superuser'],
    hasCheckpoints: false,
    ...NONE,
  },
  supabase: {
    label: 'Supabase',
    settings: ['supautils.'],
    functions: [],
    roles: ['supabase_admin'],
    hasCheckpoints: true,
    changeable: ['max_wal_size'],
    change: (changes) => [
      `supabase --experimental --project-ref PROJECT postgres-config update --no-restart ${changes
        .map((change) => `--config ${change.name}=${withUnit(change)}`)
        .join(' ')}`,
    ],
  },
  railway: {
    label: 'Railway',
    settings: ['ssl_cert_file=/var/lib/postgresql/data/certs/server.crt'],
    functions: [],
    roles: [],
    hasCheckpoints: true,
    changeable: ALL,
    change: alterSystem,
  },
} as const satisfies Readonly<Record<string, Platform>>;

export type PlatformName = keyof typeof PLATFORMS;
const NAMES = Object.keys(PLATFORMS) as readonly PlatformName[];
const readPlatform = (name: PlatformName): Platform => PLATFORMS[name];

/** The signs that a server shows. */
export interface PlatformSigns {
  /** Name and value; null where the value is not shown. */
  readonly settings: Readonly<Record<string, string | null>>;
  readonly functions: readonly string[];
  readonly roles: readonly string[];
  readonly superuser: boolean;
}

/** The signs to look for on a server. */
export const PLATFORM_SIGNS = {
  settings: NAMES.flatMap((name) => readPlatform(name).settings).map((sign) => sign.split('=')[0]!),
  functions: NAMES.flatMap((name) => readPlatform(name).functions),
  roles: NAMES.flatMap((name) => readPlatform(name).roles),
} as const;

/** All that a server shows signs of, the one whose customer one is first; none on a server of one's own. */
export function recognizePlatforms({ settings, functions, roles, superuser }: PlatformSigns): PlatformName[] {
  const shows = (sign: string): boolean => {
    const [name = '', value] = sign.split('=');
    if (name.endsWith('.')) return Object.keys(settings).some((setting) => setting.startsWith(name));
    return value === undefined ? name in settings : settings[name] === value;
  };
  return NAMES.filter((name) => {
    const signs = readPlatform(name);
    return (
      signs.settings.some(shows) ||
      signs.functions.some((sign) => functions.includes(sign)) ||
      (!superuser && signs.roles.some((sign) => roles.includes(sign)))
    );
  });
}

export const describePlatform = (name: PlatformName): string => readPlatform(name).label;

/** The one whose storage has no checkpoints as PostgreSQL's are, if the server shows any. */
export const findOwnStorage = (platforms: readonly PlatformName[]): PlatformName | undefined =>
  platforms.find((name) => !readPlatform(name).hasCheckpoints);

/** How settings are changed on a server: by ALTER SYSTEM on one's own, else as its platform has it. */
export function describeChanges(
  platforms: readonly PlatformName[],
  changes: readonly SettingChange[],
): readonly string[] {
  const [name] = platforms;
  if (changes.length === 0) return [];
  if (name === undefined) return alterSystem(changes);
  const ownStorage = findOwnStorage(platforms);
  if (ownStorage !== undefined)
    return [
      `-- ${describePlatform(ownStorage)}: this storage has no such checkpoints, there is nothing to set`,
    ];
  const { label, changeable, change } = readPlatform(name);
  const possible = changes.filter((each) => changeable.includes(each.name));
  const others = changes.filter((each) => !changeable.includes(each.name));
  return [
    ...(possible.length > 0 ? change(possible) : []),
    ...others.map(
      (each) => `-- ${each.name} = ${withUnit(each)}: not changeable on ${label}, ask its support`,
    ),
  ];
}

function alterSystem(changes: readonly SettingChange[]): readonly string[] {
  const alter = (change: SettingChange): string => `ALTER SYSTEM SET ${change.name} = '${withUnit(change)}';`;
  const reloaded = changes.filter((change) => !needsRestart(change)).map(alter);
  return [
    ...(reloaded.length > 0 ? [...reloaded, 'SELECT pg_reload_conf();'] : []),
    ...changes.filter(needsRestart).map((change) => `${alter(change)} -- from the next restart on`),
  ];
}

const needsRestart = ({ name }: SettingChange): boolean => name === 'shared_buffers';

/** A patch replaces all flags: those that are set already are read first and kept. One patch, as each may restart it. */
function patchCloudSql(changes: readonly SettingChange[]): readonly string[] {
  const names = changes.map(({ name }) => name).join('|');
  const own = changes.map((change) => `"${change.name}=${bare(change)}"`).join(',');
  return [
    `FLAGS=$(gcloud sql instances describe INSTANCE --format=json | jq -r '[(.settings.databaseFlags // [])[] | select(.name | test("^(${names})$") | not) | "\\(.name)=\\(.value)"] + [${own}] | join("~")')`,
    'gcloud sql instances patch INSTANCE --database-flags="^~^$FLAGS"',
  ];
}

function withUnit(change: SettingChange): string {
  switch (change.name) {
    case 'checkpoint_timeout':
      return `${change.seconds}s`;
    case 'checkpoint_completion_target':
      return String(Number(change.share.toPrecision(4)));
    case 'max_wal_size':
      return describeMegabytes(change.megabytes);
    case 'wal_compression':
    case 'full_page_writes':
      return change.on ? 'on' : 'off';
    case 'shared_buffers':
      return describeMegabytes(Math.round(change.pages / PAGES_PER_MEGABYTE));
    case 'checkpoint_flush_after':
      return `${change.kilobytes}kB`;
  }
}

/** In the unit of pg_settings: seconds, megabytes, pages. */
function bare(change: SettingChange): string {
  switch (change.name) {
    case 'checkpoint_timeout':
      return String(change.seconds);
    case 'max_wal_size':
      return String(change.megabytes);
    case 'shared_buffers':
      return String(change.pages);
    case 'checkpoint_flush_after':
      return String(change.kilobytes / 8);
    case 'checkpoint_completion_target':
    case 'wal_compression':
    case 'full_page_writes':
      return withUnit(change);
  }
}

const PAGES_PER_MEGABYTE = 128;

const describeMegabytes = (megabytes: number): string =>
  megabytes % 1_024 === 0 ? `${megabytes / 1_024}GB` : `${megabytes}MB`;
