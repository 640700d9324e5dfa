import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const MIGRATIONS_DIR = fileURLToPath(new URL('migrations', import.meta.url));
const MIGRATIONS_TABLE = 'breakwater_migrations';

/** The database was migrated by a newer Breakwater than this one. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
}

/**
 * Brings a database to this version's schema; concurrent callers wait for each other.
 * @throws NewerSchemaError when the database holds migrations that this version does not know; nothing is changed then.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'breakwater migrate' });
  await client.connect();
  try {
    await refuseNewerSchema(client);
    // By default it would keep its list in public, wherever the tables are.
    const schema = await readCurrentSchema(client);
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
  } finally {
    await client.end();
  }
}

async function refuseNewerSchema(client: pg.Client): Promise<void> {
  const files = await readdir(MIGRATIONS_DIR);
  const known = new Set(files.map((file) => file.replace(/\.sql$/, '')));
  const unknown = (await readAppliedMigrations(client)).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new NewerSchemaError(
    `The database has a newer schema than this version of Breakwater (it holds ${unknown.join(', ')}): ` +
      'update Breakwater, or point DATABASE_URL at another database.',
  );
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
