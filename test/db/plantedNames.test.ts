import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectObserver } from '../../observer/connectObserver.ts';
import { readComponentWal } from '../../db/statements/readComponentWal.ts';
import { readServerFacts } from '../../db/statements/readServerFacts.ts';
import { readTableFacts } from '../../db/statements/readTableFacts.ts';
import { readTableHeat } from '../../observer/statements/readTableHeat.ts';
import { readDirtyRelations } from '../../observer/statements/readDirtyRelations.ts';
import { readTableCounters } from '../../observer/statements/readTableCounters.ts';
import { eventually } from '../support/eventually.ts';
import {
  expectGuardedStatements,
  findDebianPostgres,
  type ObservedServer,
  ObservedServers,
} from '../support/observedServer.ts';

const PLANT = readFileSync(new URL('../support/plantNames.sql', import.meta.url), 'utf8');
/** The text that db/readOnly.ts puts before each statement. */

const servers = new ObservedServers();
const settings = { log_line_prefix: '%a|', log_statement: 'all' };
const debianDir = findDebianPostgres(15);
const VERSIONS = [
  { name: 'the embedded server', server: servers.create('embedded', { settings }), isThere: true },
  {
    name: "Debian's 15, where it is installed",
    server: servers.create('debian', { settings, installDir: debianDir }),
    isThere: debianDir !== undefined,
  },
];

afterAll(() => servers.stop());

describe.each(VERSIONS)('$name', ({ server, isThere }) => {
  if (!isThere) return;

  beforeAll(async () => {
    await server.start();
    await server.query(
      'create table orders (id integer primary key, n integer)',
      'insert into orders values (1, 0)',
      'update orders set n = 1',
      'create role planter',
      'grant create on schema public to planter',
      'set role planter',
      PLANT,
      'reset role',
      // As the path of a role may be, or the one that another client of a pooler has left.
      'alter role breakwater set search_path = public, pg_catalog',
    );
  });

  it('its traps spring for a statement that looks names up along the path', async () => {
    const client = await connectObserver(server.url);
    for (const text of [
      `select format('%I', 'a'::pg_catalog.name, 'b'::pg_catalog.name)`,
      'select 1 + 1',
      'select name from pg_settings',
      `select 'a'::text`,
      'select clock_timestamp()',
    ]) {
      await expect(client.query(text)).rejects.toThrow('planted name ran');
    }
    await client.end();
  });

  it('none runs with the rights of who observes, and the observer sees all', async () => {
    const logBefore = readLog(server).length;
    const { observer, records, lost } = await servers.observe(() => server.url);
    await eventually(() => expect(observer.view.sample).not.toBeNull());
    const client = await connectObserver(server.url);
    const { serverVersion, dirtyPages } = await readServerFacts(client);
    expect(dirtyPages).toBe('extension-missing');
    await readEverything(client, serverVersion);
    await plainly(server, 'checkpoint');
    await eventually(() => expect(records).toHaveLength(1));
    // Its functions come into public, beside what was planted there.
    await plainly(
      server,
      'drop function if exists public.pg_buffercache_summary()',
      'create extension pg_buffercache schema public',
    );
    await eventually(() => expect(observer.view.dirtyBuffers).not.toBeNull());
    const { dirtyView } = await readServerFacts(client);
    expect((await readDirtyRelations(client, dirtyView!, 10_000)).pages).toBeGreaterThan(0);
    await client.end();
    await observer.stop();
    expect(lost).toEqual([]);
    expectGuarded(readLog(server).slice(logBefore));
  });

  it("takes no function for the extension's that only has its name, in its own schema", async () => {
    await plainly(
      server,
      'drop extension pg_buffercache',
      'create extension pg_buffercache schema public version "1.3"',
    );
    await plainly(
      server,
      'set role planter',
      `create function public.pg_buffercache_summary(out buffers_dirty integer) language plpgsql
        as 'begin raise log ''planted name ran: summary''; buffers_dirty := 5; end'`,
    );
    const logBefore = readLog(server).length;
    const { observer, lost } = await servers.observe(() => server.url);
    await eventually(() => expect(observer.view.dirtyBuffers).not.toBeNull());
    expect(observer.view.server).toMatchObject({ dirtyPages: 'view', dirtySource: 'public.pg_buffercache' });
    // Dropped, and its name taken, between two reads of what there is.
    await plainly(
      server,
      `drop extension pg_buffercache; create view public.pg_buffercache as
        select true as isdirty where public.spring_trap('view')`,
    );
    await eventually(() => expect(observer.view.dirtyBuffers).toBeNull());
    await eventually(() => expect(observer.view.server!.dirtyPages).toBe('extension-missing'));
    await observer.stop();
    expect(lost).toEqual([]);
    expectGuarded(readLog(server).slice(logBefore));
  });

  it('calls nothing in a schema whose owner could put something else in its place', async () => {
    await plainly(server, 'drop view public.pg_buffercache', 'create schema watch authorization planter');
    await plainly(server, 'create extension pg_buffercache schema watch');
    const { observer } = await servers.observe(() => server.url);
    await eventually(() => expect(observer.view.server).not.toBeNull());
    expect(observer.view.server!.dirtyPages).toBe('unsafe-schema');
    expect(observer.view.missing.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining('ALTER EXTENSION pg_buffercache SET SCHEMA'),
    ]);
    await plainly(server, 'alter schema watch owner to breakwater');
    await eventually(() => expect(observer.view.dirtyBuffers).not.toBeNull(), 60_000);
    await observer.stop();
  });

  it('takes the name of a schema for a name, whatever is in it', async () => {
    const name = '.v; commit; alter role planter superuser --$1';
    await plainly(
      server,
      `alter schema watch rename to "${name}"`,
      `create schema "${name.replace('$1', "'")}"`,
      `create view "${name.replace('$1', "'")}".v as select 1 as buffers_dirty, true as isdirty`,
    );
    const { observer } = await servers.observe(() => server.url);
    await eventually(() => expect(observer.view.dirtyBuffers).not.toBeNull());
    await observer.stop();
    const planter = `select rolsuper from pg_roles where rolname = 'planter'`;
    expect(await server.query('set search_path = pg_catalog', planter)).toEqual([{ rolsuper: false }]);
  });
});

async function readEverything(client: pg.Client, serverVersion: number): Promise<void> {
  const orders = { table: 'public.orders', updates: 1, fillfactor: 100 };
  expect(await readTableHeat(client, 5)).toMatchObject([orders]);
  expect(await readTableCounters(client, 10_000)).toContainEqual(
    expect.objectContaining({ table: 'public.orders', inserts: 1, updates: 1 }),
  );
  for (const name of [null, 'orders', 'public.orders', '"orders"'])
    expect(await readTableFacts(client, name)).toMatchObject({
      ...orders,
      settings: { segmentBytes: 2 ** 24 },
    });
  expect(await readTableFacts(client, 'elsewhere.orders')).toBeNull();
  const wal = serverVersion >= 180_000 ? await readComponentWal(client, "o'worker") : [];
  expect(wal).toEqual([]);
}

const plainly = (server: ObservedServer, ...statements: readonly string[]) =>
  server.query('set search_path = pg_catalog', ...statements);

const readLog = (server: ObservedServer): string => readFileSync(server.logFile, 'utf8');

/** Nothing planted ran, and whatever the observer sent has the guard in the same message. */
function expectGuarded(log: string): void {
  expect(log).not.toContain('planted name ran');
  expectGuardedStatements(log);
}
