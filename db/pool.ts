import pg from 'pg';
import { toConnectionString } from './address.ts';

// int8 arrives as text by default; orders and epochs stay below 2^53.
const INT8 = 20;
export const numberTypes: pg.CustomTypesConfig = {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- pg hands over the server's oid
  getTypeParser: (oid: number) => (oid === INT8 ? Number : pg.types.getTypeParser(oid)),
};

export interface PoolOptions {
  readonly databaseUrl: string;
  readonly applicationName: string;
  readonly maxConnections: number;
  /** How long an unused connection stays open; default 10 s. */
  readonly idleTimeoutMs?: number;
  /** Connections break when the server goes away, idle ones too; the pool replaces them. */
  readonly onConnectionError: (error: Error) => void;
}

/** A pool whose sessions commit synchronously: the buffer's acknowledgement relies on the commit being durable. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: toConnectionString(options.databaseUrl, { options: '-c synchronous_commit=on' }),
    application_name: options.applicationName,
    max: options.maxConnections,
    idleTimeoutMillis: options.idleTimeoutMs ?? 10_000,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: 30_000,
    // A network that swallows the answer would keep the caller for ever.
    query_timeout: 35_000,
    types: numberTypes,
  });
  pool.on('error', options.onConnectionError);
  // The pool listens only to idle clients: one that is in a transaction would end the process with its connection.
  pool.on('connect', (client) => client.on('error', options.onConnectionError));
  return pool;
}
