import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HotFinding, HotReport } from '../../domain/hot.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { readHotReport } from '../../observer/readHotReport.ts';
import { findDebianPostgres, type ObservedServer, ObservedServers } from '../support/observedServer.ts';

const ROWS = 200;
const servers = new ObservedServers();
const debianDir = findDebianPostgres(15);
afterAll(() => servers.stop());

interface Case {
  readonly name: string;
  /** Its tables are in a schema of this name. */
  readonly schema: string;
  readonly setUp: readonly string[];
  readonly update: string;
  /** The index that prevents HOT, and the columns; absent in a clean case. */
  readonly index?: string;
  readonly columns?: readonly string[];
}

const COLUMNS =
  'id integer not null, k integer, n integer, s text, tags text[], body text, g integer generated always as (n * 2) stored';
const fill = (table: string): string =>
  `insert into ${table} (id, k, n, s, tags) select i, i, i, 'a' || i, array['x'] from generate_series(1, ${ROWS}) i`;
/** A table with room on its pages. */
const usual = (schema: string, ...indexes: readonly string[]): readonly string[] => [
  `create schema ${schema}`,
  `create table ${schema}.t_${schema} (${COLUMNS}, primary key (id)) with (fillfactor = 40)`,
  ...indexes,
  fill(`${schema}.t_${schema}`),
];
const partitioned = (schema: string, ...indexes: readonly string[]): readonly string[] => [
  `create schema ${schema}`,
  `create table ${schema}.t_${schema} (${COLUMNS}, primary key (id)) partition by range (id)`,
  `create table ${schema}.low partition of ${schema}.t_${schema} for values from (0) to (100) with (fillfactor = 40)`,
  `create table ${schema}.high partition of ${schema}.t_${schema} for values from (100) to (1000) with (fillfactor = 40)`,
  ...indexes,
  fill(`${schema}.t_${schema}`),
];

const brin = (schema: string) => `create index ix on ${schema}.t_${schema} using brin (n)`;

const listPreventing = (hasSummarizing: boolean): readonly Case[] => [
  {
    name: 'a plain column',
    schema: 'plain',
    setUp: usual('plain', 'create index ix on plain.t_plain (n)'),
    update: 'update plain.t_plain set n = n + 1',
    index: 'plain.ix',
    columns: ['n'],
  },
  {
    name: 'an expression, by ON CONFLICT',
    schema: 'expression',
    setUp: usual('expression', 'create index ix on expression.t_expression (lower(s))'),
    update: `insert into expression.t_expression as x (id) select i from generate_series(1, ${ROWS}) i on conflict (id) do update set s = x.s || '!'`,
    index: 'expression.ix',
    columns: ['s'],
  },
  {
    name: 'the condition of a partial index',
    schema: 'partial',
    setUp: usual('partial', 'create index ix on partial.t_partial (k) where n > 1000000'),
    update: 'update partial.t_partial set n = n + 1',
    index: 'partial.ix',
    columns: ['n'],
  },
  {
    name: 'an INCLUDE column, by MERGE',
    schema: 'included',
    setUp: usual('included', 'create index ix on included.t_included (k) include (n)'),
    update:
      'merge into included.t_included d using included.t_included s on d.id = s.id when matched then update set n = s.n + 1',
    index: 'included.ix',
    columns: ['n'],
  },
  {
    name: 'the second column, by a list',
    schema: 'second',
    setUp: usual('second', 'create index ix on second.t_second (k, n)'),
    update: `update second.t_second set (s, n) = ('x', n + 1)`,
    index: 'second.ix',
    columns: ['n'],
  },
  {
    name: 'a unique constraint, in a WITH',
    schema: 'uniquely',
    setUp: usual('uniquely', 'alter table uniquely.t_uniquely add constraint ix unique (n)'),
    update: 'with u as (update uniquely.t_uniquely set n = n + 1000 returning id) select count(*) from u',
    index: 'uniquely.ix',
    columns: ['n'],
  },
  {
    name: 'quoted names',
    schema: '"Odd ""one"""',
    setUp: [
      'create schema "Odd ""one"""',
      'create table "Odd ""one"""."T, t" (id integer primary key, "Na,me" integer) with (fillfactor = 40)',
      'create index "I x" on "Odd ""one"""."T, t" ("Na,me")',
      `insert into "Odd ""one"""."T, t" select i, i from generate_series(1, ${ROWS}) i`,
    ],
    update: 'update only "Odd ""one"""."T, t" as x set "Na,me" = x."Na,me" + 1',
    index: '"Odd ""one"""."I x"',
    columns: ['Na,me'],
  },
  {
    name: 'a partitioned table',
    schema: 'parts',
    setUp: partitioned('parts', 'create index ix on parts.t_parts (n)'),
    update: 'update parts.t_parts set n = n + 1',
    index: 'parts.ix',
    columns: ['n'],
  },
  hasSummarizing
    ? {
        name: 'a generated column, by its source',
        schema: 'generated',
        setUp: usual('generated', 'create index ix on generated.t_generated using hash (g)'),
        update: 'update generated.t_generated set n = n + 1',
        index: 'generated.ix',
        columns: ['g'],
      }
    : {
        name: 'BRIN',
        schema: 'summary',
        setUp: usual('summary', brin('summary')),
        update: 'update summary.t_summary set n = n + 1',
        index: 'summary.ix',
        columns: ['n'],
      },
  {
    name: 'GIN, by an element of an array',
    schema: 'gin',
    setUp: usual('gin', 'create index ix on gin.t_gin using gin (tags)'),
    update: 'update gin.t_gin set tags[2] = id::text',
    index: 'gin.ix',
    columns: ['tags'],
  },
];

const listClean = (hasSummarizing: boolean): readonly Case[] => [
  {
    name: hasSummarizing ? 'BRIN' : 'no index but the primary key',
    schema: 'clean1',
    setUp: usual('clean1', ...(hasSummarizing ? [brin('clean1')] : [])),
    update: 'update clean1.t_clean1 set n = n + 1',
  },
  {
    name: 'an index on another column',
    schema: 'clean2',
    setUp: usual('clean2', 'create index on clean2.t_clean2 (k)'),
    update: 'update clean2.t_clean2 set n = n + 1',
  },
  {
    name: 'a large value in TOAST',
    schema: 'clean3',
    setUp: usual(
      'clean3',
      'create index on clean3.t_clean3 (k)',
      'alter table clean3.t_clean3 alter body set storage external',
    ),
    update: `update clean3.t_clean3 set body = repeat('x', 5000)`,
  },
  {
    name: 'a condition on another column',
    schema: 'clean4',
    setUp: usual('clean4', 'create index on clean4.t_clean4 (id) where k > 10'),
    update: 'update clean4.t_clean4 set n = n + 1',
  },
  {
    name: 'INCLUDE of another column',
    schema: 'clean5',
    setUp: usual('clean5', 'create index on clean5.t_clean5 (id) include (k)'),
    update: 'update clean5.t_clean5 set n = n + 1',
  },
  {
    name: 'an expression on another column',
    schema: 'clean6',
    setUp: usual('clean6', 'create index on clean6.t_clean6 (lower(s))'),
    update: 'update clean6.t_clean6 set n = n + 1',
  },
  {
    name: 'a table of the same name with an index, which nobody updates',
    schema: 'clean7',
    setUp: [
      ...usual('clean7'),
      'create schema clean7_other',
      `create table clean7_other.t_clean7 (${COLUMNS})`,
      'create index on clean7_other.t_clean7 (n)',
    ],
    update: 'update clean7.t_clean7 set n = n + 1',
  },
  {
    name: 'a partitioned table with an index on another column',
    schema: 'clean8',
    setUp: partitioned('clean8', 'create index on clean8.t_clean8 (k)'),
    update: 'update clean8.t_clean8 set n = n + 1',
  },
  {
    name: 'an indexed column set to the value that it has',
    schema: 'clean9',
    setUp: usual('clean9', 'create index on clean9.t_clean9 (k)'),
    update: 'update clean9.t_clean9 set k = k, n = n + 1',
  },
  {
    name: 'an upsert beside a unique constraint',
    schema: 'clean10',
    setUp: usual('clean10', 'alter table clean10.t_clean10 add unique (k)'),
    update: `insert into clean10.t_clean10 (id, k) select i, i from generate_series(1, ${ROWS}) i on conflict (k) do update set n = excluded.id`,
  },
];

const VERSIONS = [
  { name: 'the embedded 18', installDir: undefined, isThere: true, hasSummarizing: true },
  { name: "Debian's 15", installDir: debianDir, isThere: debianDir !== undefined, hasSummarizing: false },
];

describe.each(VERSIONS)('HOT on $name', ({ installDir, isThere, hasSummarizing }) => {
  const preventing = listPreventing(hasSummarizing);
  const clean = listClean(hasSummarizing);
  let server: ObservedServer;
  let client: pg.Client;
  let report: HotReport;

  const flush = 'select pg_stat_force_next_flush()';
  const readReport = async (from: pg.Client = client): Promise<HotReport> => {
    const answer = await readHotReport(from);
    if ('problem' in answer) throw new Error(answer.problem);
    return answer;
  };
  const find = ({ findings }: HotReport, schema: string): HotFinding | undefined =>
    findings.find(({ table }) => table.startsWith(`${schema}.`));
  /** Any other database of the server, through any role. */
  const connectTo = (database: string, role?: string): Promise<pg.Client> => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    if (role !== undefined) [url.username, url.password] = [role, 'secret'];
    return connectObserver(url.href);
  };

  beforeAll(async () => {
    if (!isThere) return;
    server = servers.create(`hot-${hasSummarizing}`, { installDir });
    await server.start();
    await server.query('create extension pg_stat_statements', "create role reader login password 'secret'");
    for (const { setUp, update } of [...preventing, ...clean]) await server.query(...setUp, update, flush);
    client = await connectObserver(server.url);
    report = await readReport();
  });
  afterAll(() => client?.end());

  it.skipIf(!isThere)('judges every table', () => {
    expect(report.statements).toEqual({ source: 'read', hidden: 0, unread: 0, nested: false });
    expect(report.tablesJudged).toBe(preventing.length + clean.length);
  });

  it.skipIf(!isThere).each(preventing)('is prevented by $name', ({ schema, index, columns, update }) => {
    const finding = find(report, schema)!;
    expect(finding).toMatchObject({ cause: 'index', updates: ROWS });
    expect(finding.preventers.map((preventer) => [preventer.index, preventer.columns])).toEqual([
      [index, columns],
    ]);
    const [{ statements, advice }] = finding.preventers as [HotFinding['preventers'][0]];
    expect(statements).toMatchObject([{ calls: 1 }]);
    // From UPDATE on, up to the first value, which pg_stat_statements leaves out.
    const from = update.indexOf('update ');
    const start = (from === 0 ? '' : '… ') + update.slice(from, from + 16);
    expect(statements[0]!.text.slice(0, start.length)).toBe(start);
    expect(advice.text).not.toBe('');
  });

  it.skipIf(!isThere).each(clean)('is silent beside $name', ({ schema }) => {
    expect(find(report, schema)).toBeUndefined();
  });

  it.skipIf(!isThere)('full pages are no index: the room is advised', async () => {
    await server.query(
      'create schema full_pages',
      `create table full_pages.t (${COLUMNS}, primary key (id))`,
      'create index on full_pages.t (k)',
      fill('full_pages.t'),
      'update full_pages.t set n = n + 1',
      flush,
    );
    const finding = find(await readReport(), 'full_pages')!;
    expect(finding).toMatchObject({ cause: 'full-pages', preventers: [] });
    const statement = 'ALTER TABLE full_pages.t SET (fillfactor = 90);';
    expect(finding.room!.statements).toEqual([statement]);
    await server.query(statement);
  });

  it.skipIf(!isThere)('a table that is locked is not waited for', async () => {
    const owner = await connectTo('postgres');
    await owner.query('begin');
    await owner.query('lock table plain.t_plain in access exclusive mode');
    expect(find(await readReport(), 'plain')).toEqual(find(report, 'plain'));
    await owner.query('rollback');
    await owner.end();
  });

  it.skipIf(!isThere)('what is not known is assumed, and said', async () => {
    await server.query('create database bare strategy wal_log');
    const bare = await connectTo('bare');
    for (const statement of usual('plain', 'create index ix on plain.t_plain (n)'))
      await bare.query(statement);
    await bare.query('update plain.t_plain set n = n + 1');
    await bare.query(flush);
    const without = await readReport(bare);
    expect(without.statements.source).toBe('extension-missing');
    expect(without.findings).toMatchObject([
      { table: 'plain.t_plain', cause: 'assumed', preventers: [{ index: 'plain.ix', statements: [] }] },
    ]);
    await bare.end();

    const reader = await connectTo('postgres', 'reader');
    const hidden = await readReport(reader);
    expect(hidden.statements.hidden).toBeGreaterThan(10);
    expect(find(hidden, 'second')).toMatchObject({ cause: 'assumed', preventers: [{ statements: [] }] });
    await reader.end();
  });

  it.skipIf(!isThere)('SQL that is advised runs, and helps', async () => {
    const advised = report.findings
      .flatMap(({ preventers }) => preventers)
      .filter(({ advice }) => advice.statements.length > 0);
    expect(advised.length).toBeGreaterThan(5);
    for (const { advice } of advised) {
      for (const statement of advice.statements) await server.query(statement);
    }
    const kept = new Set(
      (await readReport()).findings.flatMap(({ preventers }) => preventers.map((p) => p.index)),
    );
    for (const { index, advice } of advised)
      expect(kept.has(index)).toBe(!advice.statements[0]!.startsWith('DROP INDEX'));
  });

  it.skipIf(!isThere)(
    'an index that only a partition without updates uses is not to be dropped',
    async () => {
      await server.query(
        ...partitioned('readers', 'create index ix on readers.t_readers (n)'),
        'update readers.t_readers set n = n + 1000 where id < 100',
        'update readers.t_readers set n = n + 1000 where id < 100',
        flush,
      );
      const advise = async (): Promise<readonly string[]> =>
        find(await readReport(), 'readers')!.preventers[0]!.advice.statements;
      expect(await advise()).toEqual(['DROP INDEX readers.ix;']);
      await server.query('set enable_seqscan = off', 'select from readers.high where n = 150', flush);
      expect((await advise()).join(' ')).not.toContain('DROP INDEX');
    },
  );

  it.skipIf(!isThere)('a name that two tables have is not guessed', async () => {
    await server.query('set search_path = clean7_other; update t_clean7 set n = n + 1, s = s');
    const { statements } = await readReport();
    expect(statements.unread).toBe(1);
  });

  it.skipIf(!isThere)('a refused right is one sentence', async () => {
    await server.query('revoke select on pg_stat_user_tables from public');
    const reader = await connectTo('postgres', 'reader');
    expect(await readHotReport(reader)).toEqual({
      at: expect.any(Number),
      problem: expect.stringMatching(/^PostgreSQL does not let this role .* \(42501\): grant it pg_monitor$/),
    });
    await reader.end();
    await server.query('grant select on pg_stat_user_tables to public');
  });
});
