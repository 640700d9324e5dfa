import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../../db/pool.ts';
import { checkPostgres } from '../../../worker/services/serverChecks.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';

let databases: TestDatabases;
let pool: pg.Pool;
beforeAll(async () => {
  databases = await createTestDatabases();
  pool = createPool({
    databaseUrl: databases.databaseUrl,
    applicationName: 'checks',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
});
afterAll(async () => {
  await pool.end();
  await databases.drop();
});

async function readWarnings(): Promise<unknown[]> {
  const lines: { level: number; msg: string }[] = [];
  await checkPostgres(pool, pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }));
  return lines.filter(({ level }) => level >= 40).map(({ msg }) => msg);
}

it('warns where everybody may create in the schema of the tables, and names the remedy', async () => {
  expect(await readWarnings()).toEqual([]);
  await pool.query('grant create on schema public to public');
  const [warning, ...others] = await readWarnings();
  expect(warning).toContain('REVOKE CREATE ON SCHEMA public FROM PUBLIC;');
  expect(others).toEqual([]);
  await pool.query('revoke create on schema public from public');
  expect(await readWarnings()).toEqual([]);
});
