import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../db/pool.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';

let databases: TestDatabases;
beforeAll(async () => {
  databases = await createTestDatabases();
});
afterAll(() => databases.drop());

it.each([null, '-c search_path=elsewhere -c synchronous_commit=off'])(
  'commits durably whatever the address asks for (options %s), and keeps what else it asks for',
  async (own) => {
    const url = new URL(databases.databaseUrl);
    if (own !== null) url.searchParams.set('options', own);
    const onConnectionError = (): void => undefined;
    const pool = createPool({
      databaseUrl: url.href,
      applicationName: 'test',
      maxConnections: 1,
      onConnectionError,
    });
    const show = async (name: string): Promise<unknown> => (await pool.query(`show ${name}`)).rows[0];
    expect(await show('synchronous_commit')).toEqual({ synchronous_commit: 'on' });
    expect(await show('search_path')).toEqual({
      search_path: own === null ? '"$user", public' : 'elsewhere',
    });
    await pool.end();
  },
);

it('outlives a connection that breaks while somebody holds it', async () => {
  let report: (error: Error) => void = () => undefined;
  const reported = new Promise<Error>((resolve) => (report = resolve));
  const pool = createPool({
    databaseUrl: databases.databaseUrl,
    applicationName: 'test',
    maxConnections: 2,
    onConnectionError: (error) => report(error),
  });
  const client = await pool.connect();
  await client.query('begin');
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
  expect(await reported).toBeInstanceOf(Error);
  client.release(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
