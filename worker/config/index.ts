import { z } from 'zod';
import { isLoopback, withoutBrackets } from '../../http/hosts.ts';
import { POSTGRES_URL_TAKES } from '../../db/address.ts';
import { REDIS_URL_TAKES } from '../../redis/address.ts';
import { PRESET_NAMES } from '../../domain/presets.ts';
import { STRATEGY_NAMES } from '../../domain/strategies.ts';
import { proxyAddresses, TRUSTED_PROXY_TAKES } from './proxies.ts';
import {
  WATCH_FILE_TAKES,
  WATCH_TAKES,
  WATCHED_TAKES,
  watchedNames,
  watchTargets,
  watchTargetsOfFile,
  type WatchTarget,
} from './watchTargets.ts';
import { maskAddress, postgresUrl, PUBLIC_URL_TAKES, publicUrl, redisUrl } from './addresses.ts';

const wholeNumber = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(least).max(most));
const scale = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .pipe(z.number().min(1).max(1000));
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

/** One entry per variable: what it takes (in words, for the error and docs/configuration.md) and how it is read. */
const variables = {
  DATABASE_URL: { takes: POSTGRES_URL_TAKES, schema: postgresUrl.optional() },
  MIGRATION_DATABASE_URL: { takes: POSTGRES_URL_TAKES, schema: postgresUrl.optional() },
  OBSERVER_DATABASE_URL: { takes: POSTGRES_URL_TAKES, schema: postgresUrl.optional() },
  REDIS_URL: { takes: REDIS_URL_TAKES, schema: redisUrl.optional() },
  BUFFER_REDIS_URL: { takes: REDIS_URL_TAKES, schema: redisUrl.optional() },
  WATCH: { takes: WATCH_TAKES, schema: watchTargets.default([]) },
  WATCH_FILE: { takes: WATCH_FILE_TAKES, schema: watchTargetsOfFile.optional() },
  WATCHED: { takes: WATCHED_TAKES, schema: watchedNames.default([]) },
  PRESET: { takes: PRESET_NAMES.join(', '), schema: z.enum(PRESET_NAMES).default('incident') },
  SOURCE: {
    takes: 'simulate, replay:FILE (.jsonl, .csv, .gz, or - for stdin), or pumpportal',
    schema: z
      .string()
      .regex(/^(simulate|pumpportal|replay:.+)$/)
      .default('simulate'),
  },
  STRATEGY: { takes: STRATEGY_NAMES.join(', '), schema: z.enum(STRATEGY_NAMES).optional() },
  TIME_SCALE: { takes: 'a number from 1 to 1000', schema: scale.default(10) },
  SYNC_INTERVAL_MS: {
    takes: 'whole milliseconds of workload time, 1000 to 86400000',
    schema: wholeNumber(1000, 86_400_000).default(300_000),
  },
  BATCH_SIZE: { takes: 'a whole number from 1 to 1000', schema: wholeNumber(1, 1000).default(100) },
  BUFFER_SHARDS: { takes: 'a whole number from 1 to 64', schema: wholeNumber(1, 64).default(1) },
  BUFFER_MAX_ENTRIES: {
    takes: 'a whole number from 1000 to 100000000',
    schema: wholeNumber(1_000, 100_000_000).default(500_000),
  },
  WORKLOAD_MINUTES: {
    takes: 'whole minutes of workload time, 1 to 100000',
    schema: wholeNumber(1, 100_000).optional(),
  },
  SEED: { takes: 'a whole number from 0 to 4294967295', schema: wholeNumber(0, 4_294_967_295).default(1) },
  REPLAY_FAST: { takes: 'on or off', schema: onOff.default(false) },
  METADATA: { takes: 'on or off', schema: onOff.default(false) },
  PORT: { takes: 'a port from 0 to 65535', schema: wholeNumber(0, 65_535).default(3000) },
  METRICS_PORT: { takes: 'a port from 0 to 65535', schema: wholeNumber(0, 65_535).default(9464) },
  HOST: {
    takes: 'a host name or an address',
    schema: z.string().min(1).transform(withoutBrackets).default('127.0.0.1'),
  },
  PUBLIC_URL: { takes: PUBLIC_URL_TAKES, schema: publicUrl.optional() },
  TRUSTED_PROXY: { takes: TRUSTED_PROXY_TAKES, schema: proxyAddresses.default([]) },
  DASHBOARD_TOKEN: { takes: 'at least 16 characters', schema: z.string().min(16).optional() },
  METRICS_TOKEN: { takes: 'at least 16 characters', schema: z.string().min(16).optional() },
  POSTGRES_LOG: {
    takes: "a file: PostgreSQL's log, if this machine can read it",
    schema: z.string().min(1).optional(),
  },
  EMBEDDED: { takes: 'on or off (set by npm start)', schema: onOff.default(false) },
  DATA_DIR: { takes: 'a directory', schema: z.string().min(1).default('.data') },
  LOG_LEVEL: {
    takes: 'trace, debug, info, warn, error, fatal or silent',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  },
} as const;

/** Addresses: shown without their passwords. */
const ADDRESS_VARIABLES: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'OBSERVER_DATABASE_URL',
  'REDIS_URL',
  'BUFFER_REDIS_URL',
  'PUBLIC_URL',
  'WATCH',
]);
/** Whose fault is said, in words that repeat nothing of an address. */
const EXPLAINED_VARIABLES: ReadonlySet<string> = new Set([...ADDRESS_VARIABLES, 'WATCH_FILE']);
const SECRET_VARIABLES: ReadonlySet<string> = new Set(['WATCH', 'DASHBOARD_TOKEN', 'METRICS_TOKEN']);

const schema = z.object({
  DATABASE_URL: variables.DATABASE_URL.schema,
  MIGRATION_DATABASE_URL: variables.MIGRATION_DATABASE_URL.schema,
  OBSERVER_DATABASE_URL: variables.OBSERVER_DATABASE_URL.schema,
  REDIS_URL: variables.REDIS_URL.schema,
  BUFFER_REDIS_URL: variables.BUFFER_REDIS_URL.schema,
  WATCH: variables.WATCH.schema,
  WATCH_FILE: variables.WATCH_FILE.schema,
  WATCHED: variables.WATCHED.schema,
  PRESET: variables.PRESET.schema,
  SOURCE: variables.SOURCE.schema,
  STRATEGY: variables.STRATEGY.schema,
  TIME_SCALE: variables.TIME_SCALE.schema,
  SYNC_INTERVAL_MS: variables.SYNC_INTERVAL_MS.schema,
  BATCH_SIZE: variables.BATCH_SIZE.schema,
  BUFFER_SHARDS: variables.BUFFER_SHARDS.schema,
  BUFFER_MAX_ENTRIES: variables.BUFFER_MAX_ENTRIES.schema,
  WORKLOAD_MINUTES: variables.WORKLOAD_MINUTES.schema,
  SEED: variables.SEED.schema,
  REPLAY_FAST: variables.REPLAY_FAST.schema,
  METADATA: variables.METADATA.schema,
  PORT: variables.PORT.schema,
  METRICS_PORT: variables.METRICS_PORT.schema,
  HOST: variables.HOST.schema,
  PUBLIC_URL: variables.PUBLIC_URL.schema,
  TRUSTED_PROXY: variables.TRUSTED_PROXY.schema,
  DASHBOARD_TOKEN: variables.DASHBOARD_TOKEN.schema,
  METRICS_TOKEN: variables.METRICS_TOKEN.schema,
  POSTGRES_LOG: variables.POSTGRES_LOG.schema,
  EMBEDDED: variables.EMBEDDED.schema,
  DATA_DIR: variables.DATA_DIR.schema,
  LOG_LEVEL: variables.LOG_LEVEL.schema,
});

type Variables = z.infer<typeof schema>;

/** Everything a part may need to know from outside; durations in workload time unless the name says wall. */
export interface Config {
  readonly databaseUrl: string | undefined;
  /** For the role that owns the tables; undefined: databaseUrl's does. */
  readonly migrationDatabaseUrl: string | undefined;
  /** For the role that watches the server; undefined: databaseUrl's does. */
  readonly observerDatabaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Of an application whose buffers are shown. */
  readonly bufferRedisUrl: string | undefined;
  /** The servers to watch; none: a pipeline runs. */
  readonly watch: readonly WatchTarget[];
  /** Their names, for the pages. */
  readonly watched: readonly string[];
  readonly preset: Variables['PRESET'];
  readonly source: string;
  /** Undefined: the last one set, or at the first start direct under simulate, else hybrid. */
  readonly strategy: Variables['STRATEGY'];
  readonly timeScale: number;
  readonly syncIntervalMs: number;
  readonly batchSize: number;
  readonly bufferShards: number;
  /** Of all shards together; then writers wait. About 600 bytes each in Redis. */
  readonly bufferMaxEntries: number;
  /** After these `simulate` ends, with the same values however it was written; undefined: it goes on. */
  readonly workloadMinutes: number | undefined;
  readonly seed: number;
  readonly replayFast: boolean;
  readonly metadata: boolean;
  readonly port: number;
  readonly metricsPort: number;
  readonly host: string;
  /** Scheme and host at which a reverse proxy serves the dashboard, without a path; undefined: none does. */
  readonly publicUrl: string | undefined;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly dashboardToken: string | undefined;
  /** What /metrics and /readyz ask for; undefined: nothing. */
  readonly metricsToken: string | undefined;
  /** PostgreSQL's own log; undefined: not readable here. */
  readonly postgresLog: string | undefined;
  /** PostgreSQL is the embedded one: its settings may be changed. */
  readonly embedded: boolean;
  readonly dataDir: string;
  readonly logLevel: Variables['LOG_LEVEL'];
}

/** Names the variable, what it got and what it takes; never the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the variables of docs/configuration.md from an environment.
 * @throws ConfigError naming every wrong variable, one a line.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(variables)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues, given));
  const read = parsed.data;
  if (!isLoopback(read.HOST) && read.DASHBOARD_TOKEN === undefined) {
    throw new ConfigError(
      `HOST is "${read.HOST}": other machines can reach it, so DASHBOARD_TOKEN must be set (${variables.DASHBOARD_TOKEN.takes})`,
    );
  }
  if (read.PUBLIC_URL !== undefined && read.DASHBOARD_TOKEN === undefined) {
    throw new ConfigError(
      `PUBLIC_URL is "${read.PUBLIC_URL}": other machines can reach it through the proxy, so DASHBOARD_TOKEN must be set (${variables.DASHBOARD_TOKEN.takes})`,
    );
  }
  const lone = (['MIGRATION_DATABASE_URL', 'OBSERVER_DATABASE_URL'] as const).find((name) => read[name]);
  if (lone !== undefined && read.DATABASE_URL === undefined) {
    throw new ConfigError(`${lone} is set, but DATABASE_URL is not: both lead to the same database`);
  }
  if (read.WATCH_FILE !== undefined && read.WATCH.length > 0) {
    throw new ConfigError('WATCH and WATCH_FILE are both set: set one of them');
  }
  return {
    databaseUrl: read.DATABASE_URL,
    migrationDatabaseUrl: read.MIGRATION_DATABASE_URL,
    observerDatabaseUrl: read.OBSERVER_DATABASE_URL,
    redisUrl: read.REDIS_URL,
    bufferRedisUrl: read.BUFFER_REDIS_URL,
    watch: read.WATCH_FILE ?? read.WATCH,
    watched: read.WATCHED,
    preset: read.PRESET,
    source: read.SOURCE,
    strategy: read.STRATEGY,
    timeScale: read.TIME_SCALE,
    syncIntervalMs: read.SYNC_INTERVAL_MS,
    batchSize: read.BATCH_SIZE,
    bufferShards: read.BUFFER_SHARDS,
    bufferMaxEntries: read.BUFFER_MAX_ENTRIES,
    workloadMinutes: read.WORKLOAD_MINUTES,
    seed: read.SEED,
    replayFast: read.REPLAY_FAST,
    metadata: read.METADATA,
    port: read.PORT,
    metricsPort: read.METRICS_PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL,
    trustedProxies: read.TRUSTED_PROXY,
    dashboardToken: read.DASHBOARD_TOKEN,
    metricsToken: read.METRICS_TOKEN,
    postgresLog: read.POSTGRES_LOG,
    embedded: read.EMBEDDED,
    dataDir: read.DATA_DIR,
    logLevel: read.LOG_LEVEL,
  };
}

function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  given: Readonly<Record<string, unknown>>,
): string {
  const first = new Map(issues.map((issue) => [String(issue.path[0]), issue] as const).toReversed());
  return [...first]
    .toReversed()
    .map(([name, { message }]) => {
      const takes = variables[name as keyof typeof variables].takes;
      const reason = EXPLAINED_VARIABLES.has(name) ? `${message}; ` : '';
      return `${name} is ${describeGiven(name, String(given[name]))}: ${reason}it takes ${takes}`;
    })
    .join('\n');
}

/** Secrets stay where they are. */
function describeGiven(name: string, value: string): string {
  const shown = ADDRESS_VARIABLES.has(name) ? maskAddress(value) : value;
  return shown === null || SECRET_VARIABLES.has(name) ? 'a value that is not shown' : JSON.stringify(shown);
}

/** Wall milliseconds of a duration in workload time. */
export function toWallMs(workloadMs: number, timeScale: number): number {
  return Math.max(1, Math.round(workloadMs / timeScale));
}
