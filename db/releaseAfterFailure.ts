import type pg from 'pg';
import { readSqlState } from './sqlState.ts';

/**
 * Ends a transaction that failed and gives its connection back. Where the server did not say why (no answer in time, a
 * broken connection), the connection is closed: it may still be busy with the statement.
 */
export async function releaseAfterFailure(client: pg.PoolClient, error: unknown): Promise<void> {
  const answered = readSqlState(error) !== undefined;
  const isClean =
    answered &&
    (await client.query('rollback').then(
      () => true,
      () => false,
    ));
  client.release(!isClean);
}
