import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, SchemaVersionError } from '../../db/migrate.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';

let databases: TestDatabases;
let client: pg.Client;
beforeAll(async () => {
  databases = await createTestDatabases();
  client = new pg.Client({ connectionString: databases.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await databases.drop();
});

const read = async (text: string): Promise<unknown[]> =>
  (await client.query<Record<string, unknown>>(text)).rows;

it('lets no row of token_market be without its mint', async () => {
  await expect(
    client.query(`insert into token_market (token_id, status, market_order, status_order, hot_score_order,
      holder_count_order) values (999, 'active', 0, 0, 0, 0)`),
  ).rejects.toMatchObject({ code: '23503' });
});

it('keeps tables and its own list in the schema that the address names, and public as it is', async () => {
  await client.query('create schema elsewhere');
  const url = new URL(databases.databaseUrl);
  url.searchParams.set('options', '-c search_path=elsewhere');
  const list = `select table_name from information_schema.tables where table_schema = $1 order by 1`;
  const before = (await client.query(list, ['public'])).rows;
  await migrate(url.href);
  await migrate(url.href);
  expect((await client.query(list, ['elsewhere'])).rows).toEqual(before);
  expect((await client.query(list, ['public'])).rows).toEqual(before);
  await client.query('drop schema elsewhere cascade');
});

describe('a token that is deleted', () => {
  const market = (mint: string): string => `
    with tracked as (
      insert into tracked_token (mint, token_id) select mint, id from token_discovery where mint = '${mint}'
      returning token_id
    )
    insert into token_market (token_id, status, market_order, status_order, hot_score_order, holder_count_order)
    select token_id, 'active', 1, 1, 1, 1 from tracked`;
  const insert = (mint: string): string => `
    insert into token_discovery (mint, created_at, discovered_via, announced) values ('${mint}', now(), 'test', true)`;
  const held = (): Promise<unknown[]> =>
    read(`select k.mint from token_market m join tracked_token k using (token_id) order by k.mint`);

  beforeEach(async () => {
    await migrate(databases.databaseUrl);
    await client.query('truncate token_discovery');
    for (const mint of ['x', 'y', 'z']) {
      await client.query(insert(mint));
      await client.query(market(mint));
    }
  });

  it('leaves token_market, whoever deletes it, and is another one if it comes again', async () => {
    expect(await held()).toHaveLength(3);
    await client.query(`create role housekeeper; grant select, delete on token_discovery to housekeeper`);
    await client.query('set role housekeeper');
    await client.query(`delete from token_discovery where mint in ('x', 'y')`);
    await client.query('reset role');
    expect(await held()).toEqual([{ mint: 'z' }]);
    await client.query('drop owned by housekeeper; drop role housekeeper');
    await client.query(insert('x'));
    await client.query(market('x'));
    expect(await held()).toEqual([{ mint: 'x' }, { mint: 'z' }]);
  });

  it('leaves it with all others', async () => {
    expect(await held()).toHaveLength(3);
    await client.query('truncate token_discovery');
    expect(await read('select from token_market union all select from tracked_token')).toEqual([]);
  });
});

describe('a schema of another version is refused, and nothing is changed', () => {
  /** All that the schema consists of, and what its own list says. */
  const shape = (): Promise<unknown[]> =>
    read(`select relname::text as name from pg_class where relnamespace = 'public'::regnamespace
      union all select name from breakwater_migrations order by name`);

  afterEach(async () => {
    await client.query(`delete from breakwater_migrations where name <> '0001_schema'`);
    await client.query(`update breakwater_migrations set name = '0001_schema'`);
  });

  it('a newer one', async () => {
    await client.query(`insert into breakwater_migrations (name, run_on) values ('9999_later', now())`);
    const before = await shape();
    await expect(migrate(databases.databaseUrl)).rejects.toThrow(SchemaVersionError);
    await expect(migrate(databases.databaseUrl)).rejects.toThrow('9999_later');
    expect(await shape()).toEqual(before);
  });

  it('one of before the first release, saying what to remove', async () => {
    await client.query(`update breakwater_migrations set name = '0001_token_discovery'`);
    await client.query(
      `insert into breakwater_migrations (name, run_on) values ('0002_skipped_poll', now())`,
    );
    const before = await shape();
    const { hostname, port, pathname } = new URL(databases.databaseUrl);
    await expect(migrate(databases.databaseUrl)).rejects.toThrow(SchemaVersionError);
    await expect(migrate(databases.databaseUrl)).rejects.toThrow(
      `The tables in the database ${pathname.slice(1)} at ${hostname}:${port} are of a Breakwater before 0.1.0, and this ` +
        'one cannot take them over: drop that database, or, if npm start made it, remove the directory .data',
    );
    expect(await shape()).toEqual(before);
  });
});
