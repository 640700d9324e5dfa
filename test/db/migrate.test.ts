import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, NewerSchemaError } from '../../db/migrate.ts';
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

/** Takes back the migration of this number and those after it. */
async function goBackBefore(number: string): Promise<void> {
  const { rowCount } = await client.query('select from breakwater_migrations where name >= $1', [number]);
  await runner({
    dbClient: client,
    dir: fileURLToPath(new URL('../../db/migrations', import.meta.url)),
    migrationsTable: 'breakwater_migrations',
    direction: 'down',
    count: rowCount!,
    log: () => undefined,
  });
}
const read = async (text: string): Promise<unknown[]> =>
  (await client.query<Record<string, unknown>>(text)).rows;

it('carries tokens, market rows and price history over 0004 to 0008, back and forth', async () => {
  await goBackBefore('0004');
  await client.query(`
    insert into token_discovery (mint, created_at, discovered_via, announced, price_usd)
      values ('a', now(), 'test', true, 1), ('b', now(), 'test', true, 2);
    insert into token_market (mint, status, price_usd, market_order, status_order, hot_score_order, holder_count_order)
      values ('b', 'active', 0.00000003855, 7, 7, 0, 0);
    insert into token_price (at, mint, price_usd) values ('2026-01-01', 'b', 5), ('2026-01-02', 'a', 6)`);
  const current = 'select mint, price_usd, status, market_order from token_current order by mint';
  const before = await read(current);
  expect(before).toMatchObject([
    { mint: 'a', price_usd: '1', status: 'new' },
    { mint: 'b', price_usd: '0.00000003855', status: 'active' },
  ]);
  await migrate(databases.databaseUrl);
  expect(await read(current)).toEqual(before);
  const prices = `select t.mint, p.price_usd from token_price p join token_discovery t on t.id = p.token_id order by p.at`;
  expect(await read(prices)).toEqual([
    { mint: 'b', price_usd: '5' },
    { mint: 'a', price_usd: '6' },
  ]);
  const tracked = `select k.mint from token_market join tracked_token k using (token_id)
    join token_discovery t on t.id = token_id and t.mint = k.mint`;
  expect(await read(tracked)).toEqual([{ mint: 'b' }]);
  for (const number of ['0008', '0007', '0006', '0005', '0004']) {
    await goBackBefore(number);
    expect(await read(current)).toEqual(before);
  }
  expect(await read('select mint, price_usd from token_price order by at')).toEqual([
    { mint: 'b', price_usd: '5' },
    { mint: 'a', price_usd: '6' },
  ]);
  await migrate(databases.databaseUrl);
  expect(await read(current)).toEqual(before);
});

it('0006 waits for a flush in flight, and no row of token_market is left without its mint', async () => {
  await migrate(databases.databaseUrl);
  await goBackBefore('0006');
  const flush = new pg.Client({ connectionString: databases.databaseUrl });
  await flush.connect();
  await flush.query('begin');
  await flush.query(`
    insert into token_market
      (mint, token_id, status, price_usd, market_order, status_order, hot_score_order, holder_count_order)
    select mint, id, 'active', 9, 9, 9, 0, 0 from token_discovery where mint = 'a'`);
  const migrated = migrate(databases.databaseUrl);
  await expect
    .poll(() =>
      read(
        `select 1 as one from pg_stat_activity where wait_event_type = 'Lock' and query like '%tracked_token%'`,
      ),
    )
    .toEqual([{ one: 1 }]);
  await flush.query('commit');
  await flush.end();
  await migrated;
  const mints =
    'select k.mint from token_market m left join tracked_token k using (token_id) order by k.mint';
  expect(await read(mints)).toEqual([{ mint: 'a' }, { mint: 'b' }]);
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
  expect(await read('select count(*)::integer as n from token_discovery')).toEqual([{ n: 2 }]);
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

  it('by an older version leaves it with the migration', async () => {
    await goBackBefore('0008');
    await client.query(`delete from token_discovery where mint <> 'y'`);
    expect(await read('select count(*)::integer as n from token_market')).toEqual([{ n: 3 }]);
    await migrate(databases.databaseUrl);
    expect(await held()).toEqual([{ mint: 'y' }]);
    expect(await read('select mint from tracked_token')).toEqual([{ mint: 'y' }]);
  });
});

it('refuses a schema that a newer version made, and changes nothing', async () => {
  const before = await read('select count(*)::integer as n from token_discovery');
  await client.query(`insert into breakwater_migrations (name, run_on) values ('9999_later', now())`);
  await expect(migrate(databases.databaseUrl)).rejects.toThrow(NewerSchemaError);
  await expect(migrate(databases.databaseUrl)).rejects.toThrow('9999_later');
  expect(await read('select count(*)::integer as n from token_discovery')).toEqual(before);
});
