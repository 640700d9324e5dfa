import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
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

it("every function that runs with its owner's rights has a path of its own, the caller's tables last", async () => {
  await client.query('create schema "Other one"');
  const url = new URL(databases.databaseUrl);
  url.searchParams.set('options', `-c search_path="Other\\ one"`);
  await migrate(url.href);
  const definers = await read(`
    select n.nspname as schema, p.proname as name, p.proconfig as settings,
      has_function_privilege('public', p.oid, 'execute') as for_all
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') order by 1`);
  expect(definers).toEqual([
    {
      schema: 'Other one',
      name: 'forget_deleted_tokens',
      settings: ['search_path=pg_catalog, "Other one", pg_temp'],
      for_all: false,
    },
    {
      schema: 'public',
      name: 'forget_deleted_tokens',
      settings: ['search_path=pg_catalog, public, pg_temp'],
      for_all: false,
    },
  ]);
});

it('whoever may only delete tokens cannot put a table of theirs in the way, and act as the owner', async () => {
  await client.query(`
    insert into token_discovery (mint, created_at, discovered_via, announced) values ('x', now(), 'test', true);
    with tracked as (
      insert into tracked_token (mint, token_id) select mint, id from token_discovery returning token_id
    )
    insert into token_market (token_id, status, market_order, status_order, hot_score_order, holder_count_order)
    select token_id, 'active', 1, 1, 1, 1 from tracked;
    create table acted_as (role text); grant insert on acted_as to public;
    create role deleter; grant select, delete on token_discovery to deleter;
    set role deleter;
    create temporary table token_market (token_id bigint);
    insert into pg_temp.token_market select id from token_discovery;
    create function pg_temp.act() returns trigger language plpgsql as
      $$ begin insert into public.acted_as values (current_user); return old; end $$;
    create trigger act before delete on pg_temp.token_market for each row execute function pg_temp.act();
    delete from token_discovery;
    reset role`);
  expect(await read('select role from acted_as')).toEqual([]);
  expect(await read('select from public.token_market')).toEqual([]);
});
