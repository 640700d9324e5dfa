import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Which folder may import which: the overrides of .oxlintrc.json that hold the walls are written from this table. In oxlint
 * a later override replaces `no-restricted-imports` of an earlier one, so each folder has one whole override.
 */
export interface Wall {
  /** Globs of the files it holds. */
  readonly files: readonly string[];
  /** Folders and packages that may be imported, by value and by type. */
  readonly may: readonly string[];
  /** By type only. */
  readonly types?: readonly string[];
  /** Folders beside its own that may not be imported. */
  readonly siblings?: readonly string[];
  /** Said to whoever tries something else. */
  readonly instead: string;
}

const ROOMS = [
  'domain',
  'model',
  'db',
  'redis',
  'observer',
  'buffer',
  'worker',
  'server',
  'app',
  'experiment',
  'machine',
  'http',
  'bench',
  'scripts',
  'grafana',
  'test',
] as const;
const PACKAGES = ['pg', 'ioredis'];

const BELOW_WORKER = ['domain', 'model', 'db', 'redis', 'observer', 'buffer', 'machine', 'http', ...PACKAGES];
const APP = {
  may: ['app', 'domain', 'model'],
  instead:
    'app is data in, picture out: it knows the server by type only, and asks it through tRPC or a route.',
};

export const WALLS: readonly Wall[] = [
  {
    files: ['domain/**'],
    may: ['domain'],
    instead: 'domain is the vocabulary: it imports nothing. Pass what it needs as a parameter.',
  },
  {
    files: ['machine/**'],
    may: ['machine'],
    instead: 'machine is a leaf: pass what it needs as a parameter.',
  },
  { files: ['http/**'], may: ['http'], instead: 'http is a leaf: pass what it needs as a parameter.' },
  {
    files: ['buffer/**'],
    may: ['buffer'],
    types: PACKAGES,
    instead:
      'buffer knows no table and nothing else of this repository: take it through FlushTarget or an option.',
  },
  {
    files: ['model/**'],
    may: ['model', 'domain'],
    instead: 'model is pure: pass what it needs as a parameter.',
  },
  {
    files: ['db/**'],
    may: ['db', 'domain', 'machine', 'pg'],
    instead: 'db knows only PostgreSQL: pass what it needs as a parameter.',
  },
  {
    files: ['redis/**'],
    may: ['redis', 'domain', 'machine', 'buffer', 'ioredis'],
    instead: 'redis knows only Redis: pass what it needs as a parameter.',
  },
  {
    files: ['observer/**'],
    may: ['observer', 'domain', 'model', 'db', 'machine', 'pg'],
    instead: 'observer watches any PostgreSQL and knows no Redis and no token: let the worker pass it.',
  },
  {
    files: ['worker/**'],
    may: ['worker', ...BELOW_WORKER],
    instead:
      'worker builds on domain, model, db, redis, observer and buffer: what others need of it, they get by its metrics or Redis.',
  },
  {
    files: ['worker/handlers/**', 'worker/jobs/**', 'worker/sources/**'],
    may: ['worker', 'domain', 'model', 'machine'],
    siblings: ['strategies', 'services', 'observers', 'metrics'],
    instead: 'Handlers, jobs and sources see other parts only through the interfaces in worker/types.ts.',
  },
  {
    files: ['worker/metrics/**'],
    may: ['worker', 'domain', 'model'],
    siblings: ['strategies', 'services', 'observers', 'handlers', 'jobs', 'sources'],
    instead: 'metrics is a leaf of worker: the parts call it, it calls none.',
  },
  {
    files: ['server/**'],
    may: ['server', 'worker/config', 'experiment', ...BELOW_WORKER],
    instead:
      'server builds on db, redis, observer and buffer, takes only the configuration from worker, and knows nothing of who calls it.',
  },
  { files: ['app/**'], ...APP, types: ['server'] },
  {
    files: [
      'app/api/**',
      'app/**/route.ts',
      'app/**/page.tsx',
      'app/layout.tsx',
      'app/_trpc/server.tsx',
      'proxy.ts',
    ],
    may: [...APP.may, 'server'],
    instead: "Routes and server components call the server's readers, nothing below them.",
  },
  {
    files: ['experiment/**'],
    may: ['experiment', 'worker', 'scripts/launch', ...BELOW_WORKER],
    instead:
      'experiment runs the worker and reads its servers: what the server or the page needs of it, they read from its reports.',
  },
];

interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
  readonly allowTypeImports?: true;
}

/** As .oxlintrc.json has them, in the order of the table: a narrower wall follows the wider one. */
export function createOverrides(): object[] {
  return WALLS.map((wall) => ({
    files: wall.files.map((glob) => (glob.endsWith('/**') ? `${glob}/*.{ts,tsx}` : glob)),
    rules: { 'no-restricted-imports': ['error', { patterns: listPatterns(wall) }] },
  }));
}

function listPatterns({ may, types = [], siblings = [], instead: message }: Wall): Pattern[] {
  const within = (room: string): string[] => may.filter((allowed) => allowed.startsWith(`${room}/`));
  const rooms = [...ROOMS.filter((room) => !may.includes(room)), ...siblings].map((room) => ({
    name: room,
    // A folder of an allowed room may be called as a room is: server/http.
    group: [
      `**/${room}/**`,
      ...within(room).map((part) => `!**/${part}/**`),
      ...may.map((allowed) => `!**/${allowed}/${room}/**`),
    ],
  }));
  const packages = PACKAGES.filter((name) => !may.includes(name)).map((name) => ({ name, group: [name] }));
  return [...rooms, ...packages].map(({ name, group }) => ({
    group,
    message,
    ...(types.includes(name) && { allowTypeImports: true as const }),
  }));
}

const FILE = new URL('../../.oxlintrc.json', import.meta.url);
interface Configuration {
  readonly overrides: readonly { readonly files: readonly string[]; readonly rules: object }[];
}

/** The linter's configuration with the walls of the table; walls are the overrides that restrict imports. */
export function withWalls(text: string): Configuration {
  const configuration = JSON.parse(text) as Configuration;
  const others = configuration.overrides.filter(({ rules }) => !('no-restricted-imports' in rules));
  return { ...configuration, overrides: [...others, ...createOverrides()] as Configuration['overrides'] };
}

/** Writes the walls into .oxlintrc.json. */
export function writeWalls(): void {
  writeFileSync(FILE, `${JSON.stringify(withWalls(readFileSync(FILE, 'utf8')), null, 2)}\n`);
}
