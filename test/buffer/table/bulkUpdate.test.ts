import pg from 'pg';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bulkUpdate, defineTable, InvalidValueError, TableDefinitionError } from '../../../buffer/index.ts';
import { orderKey } from '../../../buffer/table/orderKey.ts';
import { createTestDatabases, type TestDatabases } from '../../support/databases.ts';

let databases: TestDatabases;
let pool: pg.Pool;
beforeAll(async () => {
  databases = await createTestDatabases();
  pool = new pg.Pool({ connectionString: databases.databaseUrl, max: 4 });
});
afterAll(async () => {
  await pool.end();
  await databases.drop();
});
beforeEach(() => pool.query('drop schema if exists s cascade; create schema s'));

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (error as Error).message,
  );

describe('values travel without loss', () => {
  it.each([
    ['smallint', -32_768, '-32768'],
    ['integer', 2_147_483_647, '2147483647'],
    ['bigint', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['bigint', '-9223372036854775808', '-9223372036854775808'],
    ['numeric', '12345678901234567890.12345678901234567890', '12345678901234567890.12345678901234567890'],
    ['numeric', 'NaN', 'NaN'],
    ['numeric', '-Infinity', '-Infinity'],
    ['real', 0.1, '0.1'],
    ['double precision', 0.1 + 0.2, '0.30000000000000004'],
    ['double precision', Number.NaN, 'NaN'],
    ['double precision', -Infinity, '-Infinity'],
    ['double precision', -0, '-0'],
    ['boolean', false, 'false'],
    ['text', String.raw`a"b\c,{}'NULL` + '\n😀', String.raw`a"b\c,{}'NULL` + '\n😀'],
    ['text', 'NULL', 'NULL'],
    ['text', '', ''],
    ['varchar', 'null', 'null'],
    ['uuid', '6F9619FF-8B86-D011-B42D-00CF4FC964FF', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
    ['date', '0001-02-28', '0001-02-28'],
    ['date', 'infinity', 'infinity'],
    ['timestamp', '2026-01-31 12:00:00.123456', '2026-01-31 12:00:00.123456'],
    ['timestamptz', '2026-01-31T12:00:00.123456+02:00', '2026-01-31 10:00:00.123456+00'],
    ['timestamptz', new Date(1_700_000_000_123), '2023-11-14 22:13:20.123+00'],
    ['timestamptz', '-infinity', '-infinity'],
    ['bytea', new Uint8Array([0, 34, 92, 255]), String.raw`\x00225cff`],
    ['jsonb', { a: [1, 'x"\\', null] }, String.raw`{"a": [1, "x\"\\", null]}`],
    ['jsonb', 'text', '"text"'],
    ['json', { b: 1, a: 2 }, '{"b":1,"a":2}'],
    ['integer[]', [1, null, 3], '{1,NULL,3}'],
    ['text[]', ['a,b', '"', 'NULL', ''], String.raw`{"a,b","\"","NULL",""}`],
    ['timestamptz[]', ['2026-01-31T12:00:00.000001Z'], '{"2026-01-31 12:00:00.000001+00"}'],
    ['s.mood', 'so "so"', 'so "so"'],
    ['interval', '1 day 00:00:00.000001', '1 day 00:00:00.000001'],
  ] as const)('%s %s', async (type, value, text) => {
    await pool.query(`set timezone to 'UTC'`);
    await pool.query(`create type s.mood as enum ('so "so"', 'fine')`);
    await pool.query(`create table s.t (id bigint primary key, v ${type})`);
    await pool.query('insert into s.t values (1), (2)');
    const table = defineTable({ table: 's.t', key: { id: 'bigint' }, columns: { v: type as 'text' } });
    const write = () =>
      bulkUpdate(pool, table, [
        { id: 2, v: null },
        { id: 1, v: value as unknown as string },
      ]);
    expect(await write()).toEqual({ written: 1, unchanged: 1, missing: [] });
    const client = await pool.connect();
    await client.query(`set timezone to 'UTC'`);
    const { rows } = await client.query('select id, v::text from s.t order by id');
    client.release();
    expect(rows).toEqual([
      { id: '1', v: text },
      { id: '2', v: null },
    ]);
    expect(await write()).toEqual({ written: 0, unchanged: 2, missing: [] });
  });

  it.each([
    ['integer', 1.5, 's.t: column v (integer) takes a whole number of 32 bits; got 1.5'],
    ['integer', 2 ** 31, 's.t: column v (integer) takes a whole number of 32 bits; got 2147483648'],
    [
      'bigint',
      2 ** 53,
      's.t: column v (bigint) takes a whole number of 64 bits, above 2^53 as bigint or text; got 9007199254740992',
    ],
    ['text', 'a\0', "s.t: column v (text) takes a text without NUL characters; got 'a\0'"],
    ['text', '\ud800', "s.t: column v (text) takes well-formed Unicode; got '\ud800'"],
    ['date', '2026-02-30', "s.t: column v (date) takes '2026-01-31'; got '2026-02-30'"],
    [
      'timestamptz',
      '2026-01-31 12:00',
      "s.t: column v (timestamptz) takes a Date, or a text with its zone such as '2026-01-31T12:00:00.123456Z', from year 1 to 9999; got '2026-01-31 12:00'",
    ],
    ['boolean', 'yes', "s.t: column v (boolean) takes true or false; got 'yes'"],
  ] as const)('%s refuses what it would lose', async (type, value, message) => {
    await pool.query(`create table s.t (id bigint primary key, v ${type})`);
    const table = defineTable({ table: 's.t', key: { id: 'bigint' }, columns: { v: type as 'text' } });
    const refused = bulkUpdate(pool, table, [{ id: 1, v: value as unknown as string }]);
    await expect(refused).rejects.toThrow(InvalidValueError);
    expect(await messageOf(refused)).toBe(message);
  });
});

describe('names', () => {
  it('takes quotes, dots and capitals in schema, table and columns, and composite keys of a partitioned table', async () => {
    await pool.query(`drop schema if exists "My.S""x" cascade; create schema "My.S""x"`);
    await pool.query(`create table "My.S""x"."T 1" ("Day" date, "the ""key""" text, "Select" bigint,
      primary key ("Day", "the ""key""")) partition by range ("Day")`);
    await pool.query(
      `create table s.p1 partition of "My.S""x"."T 1" for values from ('2026-01-01') to ('2026-02-01')`,
    );
    await pool.query(
      `create table s.p2 partition of "My.S""x"."T 1" for values from ('2026-02-01') to ('2026-03-01')`,
    );
    const table = defineTable({
      table: '"My.S""x"."T 1"',
      key: { Day: 'date', 'the "key"': 'text' },
      columns: { Select: { type: 'bigint', merge: 'add' } },
      missing: 'insert',
    });
    const rows = [
      { Day: '2026-01-31', 'the "key"': 'a,{"', Select: 2 },
      { Day: '2026-02-01', 'the "key"': 'a,{"', Select: 3n },
    ];
    expect(await bulkUpdate(pool, table, rows)).toEqual({ written: 2, unchanged: 0, missing: [] });
    expect(await bulkUpdate(pool, table, rows)).toEqual({ written: 2, unchanged: 0, missing: [] });
    const { rows: found } = await pool.query('select "Select" as n from "My.S""x"."T 1" order by "Day"');
    expect(found).toEqual([{ n: '4' }, { n: '6' }]);
  });
});

describe('rules', () => {
  const table = defineTable({
    table: 's.t',
    key: { id: 'integer' },
    columns: {
      n: { type: 'integer', merge: 'add' },
      paid: { type: 'numeric(12,2)', merge: 'add' },
      high: { type: 'double precision', merge: 'max' },
      low: { type: 'timestamptz', merge: 'min' },
      made_by: { type: 'text', merge: 'first' },
      state: { type: 'text', order: 'state_at' },
      state_at: 'timestamptz',
      note: 'text',
    },
  });
  const read = async (): Promise<unknown> =>
    (
      await pool.query(
        `select id, n, paid::text, high, low at time zone 'utc' = '2026-01-01' as low, made_by, state, note from s.t order by id`,
      )
    ).rows;

  it('merges each column by its own, and leaves what a row does not mention', async () => {
    await pool.query(`create table s.t (id int primary key, n int, paid numeric(12,2), high float8, low timestamptz,
      made_by text, state text, state_at timestamptz, note text default 'd')`);
    await pool.query(`insert into s.t values
      (1, null, 1.50, 5, '2026-02-01', 'me', 'new', '2026-01-02', 'x'), (2, 4, 0, 'NaN', '2025-01-01', null, null, null, 'y')`);
    const report = await bulkUpdate(pool, table, [
      { id: 3, n: 1 },
      { id: 2, high: 7, made_by: 'you', state: 'a', state_at: '2026-01-01T00:00:00Z' },
      {
        id: 1,
        n: -2,
        paid: '0.25',
        high: 4,
        low: '2026-01-01T00:00:00Z',
        made_by: 'you',
        state: 'old',
        state_at: '2026-01-01T00:00:00Z',
      },
    ]);
    expect(report).toEqual({ written: 2, unchanged: 0, missing: [{ id: 3 }] });
    expect(await read()).toEqual([
      { id: 1, n: -2, paid: '1.75', high: 5, low: true, made_by: 'me', state: 'new', note: 'x' },
      { id: 2, n: 4, paid: '0.00', high: Number.NaN, low: false, made_by: 'you', state: 'a', note: 'y' },
    ]);
  });

  it('makes missing rows with what is given, and defaults for the rest', async () => {
    await pool.query(`create table s.u (id int primary key, a text default 'd', b int not null default 7)`);
    const made = defineTable({
      table: 's.u',
      key: { id: 'integer' },
      columns: { a: 'text', b: 'integer' },
      missing: 'insert',
    });
    await bulkUpdate(pool, made, [
      { id: 1, a: 'x' },
      { id: 2, b: 3 },
      { id: 3, a: null },
    ]);
    expect((await pool.query('select * from s.u order by id')).rows).toEqual([
      { id: 1, a: 'x', b: 7 },
      { id: 2, a: 'd', b: 3 },
      { id: 3, a: null, b: 7 },
    ]);
  });

  it('counts a row that a trigger holds back as missing', async () => {
    await pool.query(`create table s.t2 (id int primary key, a int); insert into s.t2 values (1, 1), (2, 2);
      create function s.hold() returns trigger language plpgsql as 'begin if old.id = 1 then return null; end if; return new; end';
      create trigger hold before update on s.t2 for each row execute function s.hold()`);
    const held = defineTable({ table: 's.t2', key: { id: 'integer' }, columns: { a: 'integer' } });
    expect(
      await bulkUpdate(pool, held, [
        { id: 1, a: 5 },
        { id: 2, a: 5 },
      ]),
    ).toEqual({
      written: 1,
      unchanged: 0,
      missing: [{ id: 1 }],
    });
  });

  it('refuses two rows of one key, an unknown column and half of an ordered pair', async () => {
    await pool.query(`create table s.t (id int primary key, n int, paid numeric(12,2), high float8, low timestamptz,
      made_by text, state text, state_at timestamptz, note text)`);
    const loose = table as never;
    expect(
      await messageOf(
        bulkUpdate(pool, table, [
          { id: 1, n: 1 },
          { id: 1, n: 2 },
        ]),
      ),
    ).toMatch(/two rows have the key \["1"\]/);
    expect(await messageOf(bulkUpdate(pool, loose, [{ id: 1, nn: 1 }] as never))).toBe(
      's.t has no declared column nn',
    );
    expect(await messageOf(bulkUpdate(pool, table, [{ id: 1, state: 'x' }]))).toMatch(
      /state goes with state_at/,
    );
    expect(await messageOf(bulkUpdate(pool, table, [{ id: 1, paid: '0.001' }]))).toMatch(
      /paid adds whole numbers with at most 2 digits/,
    );
  });
});

describe('the catalogue', () => {
  it('names every column that does not fit, what was found and the remedy', async () => {
    await pool.query(`create table s.t (id int, a text, g int generated always as (1) stored,
      n numeric(10,1), i int generated always as identity)`);
    const table = defineTable({
      table: 's.t',
      key: { id: 'integer' },
      columns: {
        a: 'integer',
        g: 'integer',
        gone: 'text',
        n: { type: 'numeric(10,2)', merge: 'add' },
        i: 'integer',
      },
    });
    const refused = bulkUpdate(pool, table, []);
    await expect(refused).rejects.toThrow(TableDefinitionError);
    expect((await messageOf(refused)).split('\n')).toEqual([
      's.t has no unique index on exactly ("id"): create unique index on "s"."t" ("id")',
      "s.t column a is declared as integer and is text: declare it as 'text'",
      's.t column g is generated: PostgreSQL writes it, take it out of the definition',
      's.t column gone is not there: take it out of the definition, or add it to the table',
      "s.t column n is numeric(10,1), which would round amounts of 2 digits: declare it as 'numeric(10,1)'",
      's.t column i is generated always as identity: take it out of the definition',
    ]);
    await pool.query('create unique index on s.t (id)');
    expect((await messageOf(bulkUpdate(pool, table, []))).split('\n')).toHaveLength(5);
  });

  it.each([
    [
      'a view',
      'create view s.t as select 1 as id, 2 as a',
      's.t is a view, a foreign table or a sequence: name an ordinary or partitioned table',
    ],
    [
      'a partial index',
      'create table s.t (id int, a int); create unique index on s.t (id) where a > 0',
      's.t has no unique index on exactly ("id"): create unique index on "s"."t" ("id")',
    ],
    [
      'a wider index',
      'create table s.t (id int, a int, primary key (id, a))',
      's.t has no unique index on exactly ("id"): create unique index on "s"."t" ("id")',
    ],
    ['nothing', '', 's.t is not there: create it, or name its schema ("s"."t")'],
  ])('refuses %s', async (_, setup, message) => {
    await pool.query(setup);
    const table = defineTable({ table: 's.t', key: { id: 'integer' }, columns: { a: 'integer' } });
    expect((await messageOf(bulkUpdate(pool, table, []))).split('\n')).toContain(message);
  });

  it('takes a unique index that includes another column, and a key that it covers in another order', async () => {
    await pool.query(
      'create table s.t (id int, b text, a int, c int); create unique index on s.t (b, id) include (c)',
    );
    const table = defineTable({ table: 's.t', key: { id: 'integer', b: 'text' }, columns: { a: 'integer' } });
    expect(await bulkUpdate(pool, table, [])).toEqual({ written: 0, unchanged: 0, missing: [] });
  });
});

describe('order keys sort as PostgreSQL does', () => {
  const digits = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789')),
    minLength: 1,
    maxLength: 8,
  });
  const decimal = fc
    .tuple(fc.constantFrom('', '-'), digits, fc.option(digits), fc.constantFrom('', 'e3', 'e-4'))
    .map(
      ([sign, whole, fraction, exponent]) =>
        sign + whole + (fraction === null ? '' : `.${fraction}`) + exponent,
    );
  const moment = fc
    .tuple(
      fc.date({ min: new Date('0001-01-02'), max: new Date('9998-12-30'), noInvalidDate: true }),
      fc.nat(999),
      fc.constantFrom('Z', '+02', '-03:30'),
    )
    .map(([date, us, zone]) => date.toISOString().replace('Z', String(us).padStart(3, '0') + zone));
  it.each([
    ['numeric', fc.oneof(decimal, fc.constantFrom('NaN', 'Infinity', '-Infinity', '0', '-0.0'))],
    ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
    ['double precision', fc.oneof(fc.double().map(String), decimal)],
    ['timestamptz', fc.oneof(moment, fc.constantFrom('infinity', '-infinity'))],
  ] as const)('%s', async (type, values) => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 100, maxLength: 100 }), async (texts) => {
        const { rows } = await pool.query<{ text: string; rank: string }>(
          `select text, dense_rank() over (order by text::${type}) as rank from unnest($1::text[]) as text order by rank`,
          [texts],
        );
        const keys = rows.map(({ text, rank }) => ({ key: orderKey(type, text), rank: Number(rank) }));
        for (let i = 1; i < keys.length; i++) {
          const [before, after] = [keys[i - 1]!, keys[i]!];
          const order = Buffer.compare(Buffer.from(before.key), Buffer.from(after.key));
          expect([order, rows[i - 1]!.text, rows[i]!.text]).toEqual([
            before.rank === after.rank ? 0 : -1,
            rows[i - 1]!.text,
            rows[i]!.text,
          ]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
