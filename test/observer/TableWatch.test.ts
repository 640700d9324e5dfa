import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectObserver } from '../../observer/connectObserver.ts';
import { TableWatch } from '../../observer/TableWatch.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

let databases: TestDatabases;
let client: pg.Client;
beforeAll(async () => {
  databases = await createTestDatabases();
  client = await connectObserver(databases.databaseUrl);
  await client.query('create table "Hot ""one""" (id integer primary key, n integer) with (fillfactor = 50)');
  await client.query('create index on "Hot ""one""" (n)');
  await client.query('insert into "Hot ""one""" select i, 0 from generate_series(1, 10) i');
});
afterAll(async () => {
  await client.end();
  await databases.drop();
});

async function update(): Promise<void> {
  await client.query('update "Hot ""one""" set n = n + 1');
  await client.query('select pg_stat_force_next_flush()');
}

it('shows how the most updated tables are updated, and keeps it when the connection is lost', async () => {
  const watch = new TableWatch();
  expect(watch.heat).toEqual([]);
  await update();
  const observer = await connectObserver(databases.databaseUrl);
  watch.use(observer);
  await eventually(() => expect(watch.heat).not.toEqual([]));
  const heat = { table: 'public."Hot ""one"""', updates: 10, hotUpdates: 0, indexes: 2, fillfactor: 50 };
  expect(watch.heat).toEqual([heat]);
  await update();
  await watch.read();
  expect(watch.heat).toEqual([{ ...heat, updates: 20 }]);
  await observer.end();
  await watch.read();
  expect(watch.heat).toEqual([{ ...heat, updates: 20 }]);
});
