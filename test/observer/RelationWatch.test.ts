import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readServerFacts } from '../../db/statements/readServerFacts.ts';
import type { CheckpointRelations } from '../../domain/checkpointRelations.ts';
import type { CheckpointRecord } from '../../domain/checkpoints.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { RelationWatch } from '../../observer/RelationWatch.ts';
import { readDirtyRelations } from '../../observer/statements/readDirtyRelations.ts';
import { readTableCounters } from '../../observer/statements/readTableCounters.ts';
import { eventually } from '../support/eventually.ts';
import { findDebianPostgres, type ObservedServer, ObservedServers } from '../support/observedServer.ts';

// Nobody but the checkpointer writes pages, and no checkpoint begins unasked.
const settings = {
  checkpoint_timeout: '1h',
  bgwriter_lru_maxpages: '0',
  shared_buffers: '64MB',
  shared_preload_libraries: 'pg_stat_statements',
};
const servers = new ObservedServers();
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

const TABLES = [
  'create extension pg_buffercache',
  'create extension pg_stat_statements',
  `create table "Hot ""one""" (id integer primary key, n integer, pad text) with (fillfactor = 80)`,
  'create index on "Hot ""one""" (n)',
  `insert into "Hot ""one""" select i, i, repeat('x', 200) from generate_series(1, 20000) i`,
  'create table document (id integer primary key, body text)',
  'alter table document alter body set storage external',
  'create table event (at integer, note text) partition by range (at)',
  'create table event_1 partition of event for values from (0) to (1000)',
  'create table event_2 partition of event for values from (1000) to (2000)',
  'create index on event (at)',
  'analyze',
];
const CHANGES = [
  `update "Hot ""one""" set n = n + 1 where id % 3 = 0`,
  `insert into document select i, repeat(md5(i::text), 400) from generate_series(1, 100) i`,
  `insert into event select i, repeat('x', 500) from generate_series(1, 1900) i`,
];

/** Of these relations, by their own file numbers: another way to the same pages. */
const countDirty = async (server: ObservedServer, relations: readonly string[]): Promise<number> => {
  const rows = await server.query(`
    select count(*)::integer as pages from pg_buffercache where isdirty
      and reldatabase = (select oid from pg_database where datname = current_database())
      and relfilenode in (select pg_relation_filenode(oid) from unnest(array[${relations.join(', ')}]) as r (oid))`);
  return rows[0]!['pages'] as number;
};
const toastOf = (table: string): string =>
  `(select reltoastrelid from pg_class where oid = '${table}'::regclass)`;
const indexesOf = (table: string): string =>
  `(select indexrelid from pg_index where indrelid = ${table} limit 1)`;

describe.each(VERSIONS)('$name', ({ server, isThere }) => {
  if (!isThere) return;

  beforeAll(async () => {
    await server.start();
    await server.query(...TABLES, 'create database other');
    await server.query('checkpoint', ...CHANGES);
    await inOther(server, 'create table elsewhere as select generate_series(1, 20000) as n');
  });

  it('counts each page once, under the name of its table, of its database, or as not visible', async () => {
    const open = await connect(server.url);
    await open.query('begin');
    await open.query(`create table uncommitted as select generate_series(1, 5000) as n`);
    const observer = await connectObserver(server.url);
    const { dirtyView } = await readServerFacts(observer);
    const { pages, notVisiblePages, top } = await readDirtyRelations(observer, dirtyView!, 10_000);
    const pagesOf = (name: string) => top.find(({ table, database }) => (table ?? database) === name);

    const hot = `'"Hot ""one"""'::regclass`;
    const hotIndexes = [`'"Hot ""one""_pkey"'::regclass`, `'"Hot ""one""_n_idx"'::regclass`];
    expect(pagesOf('public."Hot ""one"""')).toMatchObject({
      pages: await countDirty(server, [hot, ...hotIndexes]),
      indexPages: await countDirty(server, hotIndexes),
      toastPages: 0,
    });
    const toast = [toastOf('document'), indexesOf(toastOf('document'))];
    const toastPages = await countDirty(server, toast);
    expect(toastPages).toBeGreaterThan(100);
    expect(pagesOf('public.document')).toMatchObject({
      pages: await countDirty(server, [`'document'::regclass`, `'document_pkey'::regclass`, ...toast]),
      toastPages,
    });
    const events = ['event_1', 'event_2', 'event_1_at_idx', 'event_2_at_idx'].map(
      (name) => `'${name}'::regclass`,
    );
    expect(pagesOf('public.event')!.pages).toBe(await countDirty(server, events));
    expect(pagesOf('other')).toMatchObject({ table: null, indexPages: null });
    expect(pagesOf('other')!.pages).toBeGreaterThan(80);
    // Mapped: its file's number is not in pg_class.
    expect(pagesOf('pg_catalog.pg_class')!.pages).toBeGreaterThan(0);
    expect(notVisiblePages).toBeGreaterThanOrEqual(20);
    const named = top.reduce((sum, relation) => sum + relation.pages, 0);
    const all = await server.query('select count(*)::integer as pages from pg_buffercache where isdirty');
    expect(pages).toBe(all[0]!['pages']);
    expect(named + notVisiblePages).toBeLessThanOrEqual(pages);

    await open.end();
    await observer.end();
  });

  it('the record of a checkpoint that is seen to begin has its tables, counted', async () => {
    await server.query('checkpoint');
    const { observer, records } = await servers.observe(() => server.url);
    await eventually(() => expect(observer.view.sample).not.toBeNull());
    await server.query(`update "Hot ""one""" set n = n + 1 where id % 3 = 1`);
    const record = await makePaced(server, records, () => observer.view.running !== null);
    expect(record.relations).toMatchObject({ source: 'counted', notCounted: null });
    const [first] = record.relations!.top;
    expect(first).toMatchObject({ table: 'public."Hot ""one"""', database: null });
    expect(first!.activity).toMatchObject({ updates: 6667, hotUpdates: 0, fillfactor: 80 });
    expect(first!.activity!.newPageUpdates === null).toBe(server === VERSIONS[1]!.server);
    // Observation began within its cycle: nobody knows all the WAL of its statements.
    expect(record.statements).toBeUndefined();
    await observer.stop();
  });

  it('leaves out unlogged and temporary tables, which no checkpoint writes', async () => {
    const open = await connect(server.url);
    await open.query('create temporary table passing as select generate_series(1, 5000) as n');
    await server.query('create unlogged table scratch as select generate_series(1, 5000) as n');
    expect(await countDirty(server, [`'scratch'::regclass`])).toBeGreaterThan(20);
    const observer = await connectObserver(server.url);
    const { dirtyView } = await readServerFacts(observer);
    const { top } = await readDirtyRelations(observer, dirtyView!, 10_000);
    expect(top.map(({ table }) => table)).not.toContain('public.scratch');
    await eventually(async () => {
      const seen = await server.query(
        `select from pg_stat_all_tables where relname in ('passing', 'scratch') and n_tup_ins > 0`,
      );
      expect(seen).toHaveLength(2);
    });
    const tables = (await readTableCounters(observer, 10_000)).map(({ table }) => table);
    expect(tables).toContain('public.document');
    expect(tables.filter((table) => /passing|scratch/.test(table))).toEqual([]);
    await observer.end();
    await open.end();
  });

  it('says which statements wrote the WAL of a whole cycle', async () => {
    const client = await connectObserver(server.url);
    const facts = await readServerFacts(client);
    // As if looking cost nothing.
    const watch = new RelationWatch({ statementShare: 1e9 });
    await watch.prepare(client, facts);
    const look = async () => {
      await watch.start(client, facts, { joined: false });
      return (await watch.close(client, facts, written(1_000))).statements;
    };
    expect(await look()).toBeUndefined();
    await server.query('checkpoint', `update "Hot ""one""" set n = n + 1 where id % 3 = 1`);
    const { top } = (await look())!;
    const text = 'update "Hot ""one""" set n = n + $1 where id % $2 = $3';
    expect(top[0]).toMatchObject({ text });
    expect(top[0]!.walBytes).toBeGreaterThan(1_000_000);
    expect(top[0]!.fullPageImages).toBeGreaterThan(100);

    // With what functions run counted, too, its WAL is in two entries.
    await server.query(
      `create function touch_all() returns void language sql as 'update "Hot ""one""" set n = n + 7'`,
      `set pg_stat_statements.track = 'all'`,
      'select touch_all()',
    );
    const texts = (await look())!.top.map((statement) => statement.text);
    expect(texts).toContain('select touch_all()');
    expect(texts.filter((one) => one.startsWith('update'))).toEqual([]);
    await client.end();
  });

  it('skips what would cost too much of the cycle, says so, and estimates from the rows that changed', async () => {
    const client = await connectObserver(server.url);
    const facts = await readServerFacts(client);
    // A count is due again after the longest of times.
    const watch = new RelationWatch({ countShare: 1e-12 });
    await watch.prepare(client, facts);
    const look = async (): Promise<CheckpointRelations | undefined> => {
      await watch.start(client, facts, { joined: false });
      return (await watch.close(client, facts, written(1_000))).relations;
    };
    expect((await look())!.source).toBe('counted');
    await server.query(
      `insert into document select i, repeat(md5(i::text), 400) from generate_series(101, 300) i`,
      `update "Hot ""one""" set n = n + 1 where id <= 20`,
    );
    // Until the statistics have both, and reading them is due again.
    const seen: CheckpointRelations[] = [];
    await eventually(async () => {
      const relations = await look();
      if (relations !== undefined) seen.push(relations);
      expect(seen.flatMap(({ top }) => top.map(({ table }) => table))).toEqual(
        expect.arrayContaining(['public.document', 'public."Hot ""one"""']),
      );
    });
    for (const { source, notCounted, notVisiblePages, pages } of seen) {
      expect({ source, notCounted, notVisiblePages }).toEqual({
        source: 'estimated',
        notCounted: 'too-costly',
        notVisiblePages: null,
      });
      expect(Math.abs(pages - 1_000)).toBeLessThan(10);
    }
    const documents = seen.find(({ top }) => top.some(({ table }) => table === 'public.document'))!;
    expect(documents.top[0]!.table).toBe('public.document');
    expect(documents.top[0]!.toastPages).toBeGreaterThan(500);
    await client.end();
  });

  it('estimates where pg_buffercache is missing', async () => {
    await server.query('drop extension pg_buffercache');
    const { observer, records } = await servers.observe(() => server.url);
    await eventually(() => expect(observer.view.sample).not.toBeNull());
    await server.query(
      `insert into document select i, repeat(md5(i::text), 400) from generate_series(301, 500) i`,
    );
    const { relations } = await makePaced(server, records, () => observer.view.running !== null);
    expect(relations).toMatchObject({ source: 'estimated', notCounted: 'extension-missing' });
    expect(relations!.top[0]!.table).toBe('public.document');
    await observer.stop();
  });
});

/** The record of a paced checkpoint that is hurried once it is seen to run. */
async function makePaced(
  server: ObservedServer,
  records: readonly CheckpointRecord[],
  runs: () => boolean,
): Promise<CheckpointRecord> {
  const before = records.length;
  const backup = await connect(server.url);
  const started = backup.query(`select pg_backup_start('paced', false)`);
  await eventually(() => expect(runs()).toBe(true));
  await server.query('checkpoint');
  await started;
  await backup.end();
  await eventually(() => expect(records.length).toBeGreaterThan(before));
  return records[before]!;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function inOther(server: ObservedServer, statement: string): Promise<void> {
  const url = new URL(server.url);
  url.pathname = '/other';
  const client = await connect(url.href);
  await client.query(statement);
  await client.end();
}

/** The part of a record that its tables are fitted to. */
const written = (buffers: number): CheckpointRecord =>
  ({ skipped: false, cause: 'requested', buffers }) as CheckpointRecord;
