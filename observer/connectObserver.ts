import pg from 'pg';
import { numberTypes } from '../db/pool.ts';

/** A connection that reads and nothing else; the caller ends it. Rejects with the driver's error. */
export async function connectObserver(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'breakwater observer',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
    types: numberTypes,
  });
  // A broken connection also rejects the query in flight, which is where it is dealt with.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
