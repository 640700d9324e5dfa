import { migrate } from '../db/migrate.ts';
import { inWords } from '../db/refusals.ts';
import { ConfigError, parseConfig } from '../worker/config/index.ts';
import { defineCommand } from './command/Command.ts';
import { say } from './command/terminal.ts';

const USAGE = `Usage: npm run migrate

Brings the database to this version's schema, as the role that owns the tables: MIGRATION_DATABASE_URL, or DATABASE_URL.
A worker does it at its start; this is for setups in which no worker may know that role (docs/security.md).`;

export const command = defineCommand({
  usage: USAGE,
  flags: {},
  run: async () => {
    const { migrationDatabaseUrl, databaseUrl } = parseConfig(process.env);
    const url = migrationDatabaseUrl ?? databaseUrl;
    if (url === undefined) throw new ConfigError('Neither MIGRATION_DATABASE_URL nor DATABASE_URL is set');
    const name = migrationDatabaseUrl === undefined ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL';
    await inWords({ name, url }, () => migrate(url));
    say("The database has this version's schema");
  },
});
