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
    const onIdleError = (): void => undefined;
    const pool = createPool({
      databaseUrl: url.href,
      applicationName: 'test',
      maxConnections: 1,
      onIdleError,
    });
    const show = async (name: string): Promise<unknown> => (await pool.query(`show ${name}`)).rows[0];
    expect(await show('synchronous_commit')).toEqual({ synchronous_commit: 'on' });
    expect(await show('search_path')).toEqual({
      search_path: own === null ? '"$user", public' : 'elsewhere',
    });
    await pool.end();
  },
);
