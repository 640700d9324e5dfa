import pg from 'pg';
import { toConnectionString } from '../db/address.ts';
import { numberTypes } from '../db/pool.ts';
import { refuseOldVersion } from '../db/refusals.ts';

/**
 * A connection that only reads; the caller ends it. Rejects with the driver's error (explainPostgres puts it into words).
 * @throws RefusedByServerError on PostgreSQL before 14.
 */
export async function connectObserver(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: toConnectionString(databaseUrl),
    application_name: 'breakwater observer',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
    types: numberTypes,
  });
  // A broken connection also rejects the query in flight, which is where it is dealt with.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseOldVersion(client);
    return client;
  } catch (error: unknown) {
    await client.end().catch(() => undefined);
    throw error;
  }
}
