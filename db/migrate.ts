import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { toConnectionString } from './address.ts';
import { grantAppRights } from './grantAppRights.ts';

const MIGRATIONS_DIR = fileURLToPath(new URL('migrations', import.meta.url));
const MIGRATIONS_TABLE = 'breakwater_migrations';
const FIRST_MIGRATION = '0001_schema';

/** Another version of Breakwater made the tables, and this one cannot bring them to its schema. */
export class SchemaVersionError extends Error {
  override readonly name = 'SchemaVersionError';
}

/** The schema has to be brought up to date, and this role may not. */
export class SchemaRightsError extends Error {
  override readonly name = 'SchemaRightsError';
}

/**
 * Brings a database to this version's schema; concurrent callers wait for each other. Where it is there already, any role
 * that can read the tables will do.
 * @throws SchemaVersionError when the database holds migrations that this version does not know; nothing is changed then.
 * @throws SchemaRightsError when the role of the address may not do it.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: toConnectionString(databaseUrl),
    application_name: 'breakwater migrate',
  });
  // The caller that waits for a statement gets the error; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    if (await lacksMigrations(client)) await runMigrations(client);
    await grantAppRights(client);
  } finally {
    await client.end();
  }
}

/** @throws SchemaRightsError */
async function runMigrations(client: pg.Client): Promise<void> {
  // By default it would keep its list in public, wherever the tables are.
  const schema = await readCurrentSchema(client);
  if (!(await mayChange(client, schema))) {
    throw new SchemaRightsError(
      "The database lacks this version's tables, or some of them, and this role may not make them: set " +
        'MIGRATION_DATABASE_URL to the role that owns them, or run "npm run migrate" with it (docs/security.md).',
    );
  }
  await runner({
    dbClient: client,
    dir: MIGRATIONS_DIR,
    migrationsTable: MIGRATIONS_TABLE,
    schema,
    migrationsSchema: schema,
    direction: 'up',
    advisoryLockMode: 'wait',
    checkOrder: true,
    log: () => undefined,
  });
}

/** @throws SchemaVersionError */
async function lacksMigrations(client: pg.Client): Promise<boolean> {
  const files = await readdir(MIGRATIONS_DIR);
  const known = files.map((file) => file.replace(/\.sql$/, ''));
  const applied = await readAppliedMigrations(client);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length === 0) return known.some((name) => !applied.includes(name));
  throw new SchemaVersionError(
    applied.includes(FIRST_MIGRATION)
      ? `The database has a newer schema than this version of Breakwater (it holds ${unknown.join(', ')}): ` +
          'update Breakwater, or point DATABASE_URL at another database.'
      : `The tables in the database ${client.database} at ${client.host}:${client.port} are of a Breakwater before 0.1.0, ` +
          'and this one cannot take them over: drop that database, or, if npm start made it, remove the directory .data ' +
          '(or what DATA_DIR names).',
  );
}

/** New tables need the right to create them, those that are there their owner. */
async function mayChange(client: pg.Client, schema: string): Promise<boolean> {
  const result = await client.query<{ may: boolean }>(
    `select has_schema_privilege($1, 'create') and not exists (
       select from pg_class where oid = to_regclass($2) and not pg_has_role(relowner, 'usage')) as may`,
    [schema, MIGRATIONS_TABLE],
  );
  return result.rows[0]!.may;
}

async function readCurrentSchema(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ schema: string | null }>('select current_schema as schema');
  return rows[0]?.schema ?? 'public';
}

async function readAppliedMigrations(client: pg.Client): Promise<string[]> {
  const table = await client.query<{ found: string | null }>('select to_regclass($1) as found', [
    MIGRATIONS_TABLE,
  ]);
  if (table.rows[0]?.found === null) return [];
  const applied = await client.query<{ name: string }>(
    'select name from breakwater_migrations order by run_on',
  );
  return applied.rows.map((row) => row.name);
}
