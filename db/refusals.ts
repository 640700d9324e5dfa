import pg from 'pg';
import {
  type Asked,
  explainNetwork,
  type Explained,
  final,
  passing,
  RefusedByServerError,
} from '../domain/refusal.ts';
import { MIN_POSTGRES_MAJOR } from '../domain/postgres.ts';
import { CERTIFICATE_PARAMETERS, toConnectionString } from './address.ts';
import type { Queryable } from './queryable.ts';
import { readOnly } from './readOnly.ts';
import { readSqlState } from './sqlState.ts';

/** The driver gives these no code. */
const NO_TLS = 'The server does not support SSL connections';
const NO_PASSWORD = /^SASL: .*client password must be/;
const NO_ANSWER = /^(timeout expired|Connection terminated due to connection timeout|Query read timeout)$/;

/** PgBouncer (src/client.c) gives its outages the same code as what it refuses. */
const STARTUP_PARAMETER = /startup parameter/;
const CLOSED = /^(Connection terminated|Client has encountered a connection error)/;

interface Place extends Asked {
  readonly user: string;
  readonly database: string;
  /** HOST:PORT */
  readonly place: string;
}

/** By SQLSTATE: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const STATES: Readonly<Record<string, (where: Place) => string>> = {
  '28P01': ({ user, name }) =>
    `PostgreSQL refuses the user or the password of ${name} (28P01): set the password of role "${user}" there, or in PGPASSWORD`,
  '28000': ({ user, database, name }) =>
    `PostgreSQL does not let role "${user}" of ${name} into database "${database}" from here (28000): the role must exist ` +
    'with LOGIN, and pg_hba.conf must have a line for it; where that line says hostssl, add ?sslmode=verify-full',
  '3D000': ({ database, place, name }) =>
    `There is no database "${database}" at ${place} (3D000): correct it in ${name}, or run: createdb ${quote(database)}`,
  '3F000': ({ name }) =>
    `The schema in ${name} does not exist (3F000): create it, or leave search_path out of options`,
  '25006': ({ place, name }) =>
    `PostgreSQL at ${place} is read-only (25006): ${name} must name the primary, and a role that may write`,
  '08P01': ({ place, name }) => describePooler(place, name),
  '26000': ({ place, name }) => describePooler(place, name),
  '42P05': ({ place, name }) => describePooler(place, name),
};

/** Waiting may fix these: it starts, stops, or has no connection left. */
const PASSING_STATES: Readonly<Record<string, string>> = {
  '53300':
    'has no connection left (53300): close others, or raise max_connections or the CONNECTION LIMIT of role or database',
  '57P01': 'ends (57P01)',
  '57P02': 'has crashed and restarts (57P02)',
  '57P03': 'is starting, stopping or recovering (57P03)',
};

export const describePooler = (place: string, name: string): string =>
  `A connection pooler at ${place} leaves out what Breakwater sets for its sessions: ${name} must lead to PostgreSQL itself ` +
  '(usually port 5432)';

export const describeOldVersion = (version: string): string =>
  `PostgreSQL is ${version}: PostgreSQL ${MIN_POSTGRES_MAJOR} or newer is needed`;

/** One line for whatever connecting to PostgreSQL, or asking it, threw. */
export function explainPostgres(error: unknown, asked: Asked): Explained {
  if (error instanceof RefusedByServerError) return final(error.code, error.message);
  const where = readPlace(asked);
  const state = readSqlState(error);
  if (state !== undefined) return explainState(state, where, error as pg.DatabaseError);
  const { message, code = '' }: NodeJS.ErrnoException =
    error instanceof Error ? error : new Error(String(error));
  const { place, name } = where;
  if (message === NO_TLS)
    return final(
      'no TLS',
      `PostgreSQL at ${place} has no TLS: leave sslmode out of ${name}, or set ssl = on there`,
    );
  if (NO_PASSWORD.test(message))
    return final(
      'no password',
      `PostgreSQL asks for a password, and ${name} has none: put it there, or into PGPASSWORD`,
    );
  if (NO_ANSWER.test(message))
    return passing(
      'no answer',
      `Nothing answers as PostgreSQL at ${place} in time: check host and port in ${name}, and a firewall`,
    );
  // The driver gives no code to a connection that is closed.
  const known = explainNetwork(code === '' ? 'ECONNRESET' : code, { server: 'PostgreSQL', place, name });
  return known ?? passing(code, `The connection to PostgreSQL at ${place} is broken (${code})`);
}

/** The refusal that an error is; null for one that waiting may fix, and for what is no answer of the server. */
export function toRefusal(error: unknown, asked: Asked): RefusedByServerError | null {
  if (!isServersAnswer(error)) return null;
  const explained = explainPostgres(error, asked);
  return explained.patienceMs === 0 ? new RefusedByServerError(explained, error) : null;
}

/**
 * Runs what a person waits for: whatever PostgreSQL or the way to it throws becomes one line.
 * @throws RefusedByServerError
 */
export async function inWords<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error: unknown) {
    if (!isServersAnswer(error)) throw error;
    throw new RefusedByServerError(explainPostgres(error, asked), error);
  }
}

/** True for an answer of the server or of the way to it; anything else is ours. */
const isServersAnswer = (error: unknown): boolean =>
  readSqlState(error) !== undefined ||
  (error instanceof Error &&
    !(error instanceof RefusedByServerError) &&
    (hasCode(error) || isDrivers(error)));
const hasCode = (error: Error): boolean => typeof (error as NodeJS.ErrnoException).code === 'string';
const isDrivers = ({ message }: Error): boolean =>
  message === NO_TLS || NO_PASSWORD.test(message) || NO_ANSWER.test(message) || CLOSED.test(message);

function explainState(state: string, where: Place, error: pg.DatabaseError): Explained {
  if (state === '42501') return final(state, describeMissingRight(where, error));
  if (state === '08P01' && !STARTUP_PARAMETER.test(error.message))
    return passing(state, `The pooler at ${where.place} has no server for it (08P01): ${error.message}`);
  const sentence = STATES[state];
  if (sentence !== undefined) return final(state, sentence(where));
  if (state.startsWith('28')) return final(state, STATES['28000']!(where).replace('28000', state));
  const passes = PASSING_STATES[state];
  if (passes !== undefined) return passing(state, `PostgreSQL at ${where.place} ${passes}`);
  return passing(state, `PostgreSQL at ${where.place} refuses (${state}): ${error.message}`);
}

function describeMissingRight({ user, database, name, makesSchema }: Place, error: pg.DatabaseError): string {
  const [role, owned] = [quote(user), quote(database)];
  const lacks = `PostgreSQL lacks a right for role "${user}" of ${name} (42501). `;
  if (error.routine === 'CheckMyDatabase')
    return `${lacks}Run there as a superuser: GRANT CONNECT ON DATABASE ${owned} TO ${role};`;
  if (makesSchema) return `${lacks}Run there as a superuser: GRANT CREATE ON DATABASE ${owned} TO ${role};`;
  return (
    `${lacks}Run "npm run migrate" as the role that owns the tables, or there: ` +
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};`
  );
}

function readPlace(asked: Asked): Place {
  const url = new URL(asked.url);
  // The driver would read the files.
  for (const name of [...CERTIFICATE_PARAMETERS, 'sslmode']) url.searchParams.delete(name);
  const { user, database, host, port } = new pg.Client({ connectionString: toConnectionString(url.href) });
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { ...asked, user: user ?? '', database: database ?? '', place: `${shownHost}:${port}` };
}

const quote = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : pg.escapeIdentifier(name));

/** @throws RefusedByServerError where PostgreSQL is older than what Breakwater reads. */
export async function refuseOldVersion(client: Queryable): Promise<void> {
  const [row] = await readOnly<{ version: number; name: string }>(
    client,
    `select current_setting('server_version_num')::integer as version, current_setting('server_version') as name`,
  );
  const { version, name } = row!;
  if (version < MIN_POSTGRES_MAJOR * 10_000)
    throw new RefusedByServerError({ message: describeOldVersion(name), code: 'too old' });
}

/**
 * A pooler that drops the session's start-up parameters would let commits return before they are durable. It is known by
 * a process id that is not that of the session behind it.
 * @throws RefusedByServerError
 */
export async function refusePooler(pool: pg.Pool, asked: Asked): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number; source: string }>(
      `select pg_catalog.pg_backend_pid() as pid, source from pg_catalog.pg_settings where name = 'synchronous_commit'`,
    );
    const { pid, source } = rows[0]!;
    // The types leave out what BackendKeyData said.
    const { processID } = client as unknown as { readonly processID: number | null };
    if (pid === processID || source === 'client') return;
    throw new RefusedByServerError({
      message: describePooler(readPlace(asked).place, asked.name),
      code: 'pooler',
    });
  } finally {
    client.release();
  }
}

/** Functions read on a watched server that PostgreSQL grants to everybody: an administrator may have revoked them. */
const READ_FUNCTIONS = [
  'pg_control_checkpoint()',
  'pg_control_system()',
  'pg_current_wal_insert_lsn()',
  'pg_is_in_recovery()',
  'pg_last_wal_replay_lsn()',
  'pg_postmaster_start_time()',
  'pg_relation_size(regclass)',
  'pg_stat_get_activity(integer)',
  'pg_stat_get_wal()',
];
const READ_VIEWS = [
  'pg_stat_activity',
  'pg_stat_bgwriter',
  'pg_stat_checkpointer',
  'pg_stat_io',
  'pg_stat_user_tables',
  'pg_stat_wal',
  'pg_settings',
];

/** The refusal that names the statements which give this role what it lacks, where `error` is 42501; else `error`. */
export async function nameMissingRights(client: Queryable, error: unknown): Promise<unknown> {
  if (readSqlState(error) !== '42501') return error;
  const [row] = await readOnly<{ role: string; grants: readonly string[] }>(
    client,
    `select current_user as role, array(
       select format('GRANT EXECUTE ON FUNCTION pg_catalog.%s TO %I;', f, current_user)
       from unnest($1) f where not has_function_privilege(to_regprocedure('pg_catalog.' || f), 'execute')
       union all
       select format('GRANT SELECT ON pg_catalog.%s TO %I;', v, current_user)
       from unnest($2) v where not has_table_privilege(to_regclass('pg_catalog.' || v), 'select')) as grants`,
    [READ_FUNCTIONS, READ_VIEWS],
  ).catch(() => []);
  if (row === undefined || row.grants.length === 0) return error;
  const message = `PostgreSQL does not let role "${row.role}" read its statistics (42501). Run there as a superuser: ${row.grants.join(' ')}`;
  return new RefusedByServerError({ message, code: '42501' }, error);
}
