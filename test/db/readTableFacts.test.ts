import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTableFacts } from '../../db/statements/readTableFacts.ts';
import { CALIBRATION } from '../../model/calibration.ts';
import { measureWorkload } from '../../model/workload/measured.ts';
import { predictWorkload } from '../../model/workload/predict.ts';
import { connectObserver } from '../../observer/connectObserver.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';

let databases: TestDatabases;
let owner: pg.Client;
let observer: pg.Client;
beforeAll(async () => {
  databases = await createTestDatabases();
  owner = new pg.Client({ connectionString: databases.databaseUrl });
  await owner.connect();
  observer = await connectObserver(databases.databaseUrl);
});
afterAll(async () => {
  await observer.end();
  await owner.end();
  await databases.drop();
});

const flush = (): Promise<unknown> => owner.query('select pg_stat_force_next_flush()');

describe('readTableFacts', () => {
  it('finds a table by its name as SQL has it and as it is, whatever it holds', async () => {
    const name = fc.string({
      minLength: 1,
      maxLength: 20,
      unit: fc.constantFrom(...Array.from('aB_ .-"\'ä1$%')),
    });
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom('public', 'Sales Data'), async (table, schema) => {
        const quoted = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
        await owner.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
        await owner.query(`create table ${quoted} (id integer primary key)`);
        const found = await readTableFacts(observer, `${schema}.${table}`);
        expect(await readTableFacts(observer, found!.table)).toMatchObject({
          table: found!.table,
          partitions: 1,
        });
        const own = schema === 'public' ? await readTableFacts(observer, table) : found;
        expect(own?.table).toBe(found!.table);
        const [row] = (
          await owner.query<{ same: boolean }>('select $1::regclass = $2::regclass as same', [
            found!.table,
            quoted,
          ])
        ).rows;
        expect(row!.same).toBe(true);
        await owner.query(`drop table ${quoted}`);
      }),
      { numRuns: 40 },
    );
    expect(await readTableFacts(observer, 'no such table')).toBeNull();
    await owner.query('create table invoice (id integer)');
    expect(await readTableFacts(observer, 'Invoice')).toMatchObject({ table: 'public.invoice' });
  });

  it('counts partitions together, however many there are and however deep', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.boolean(), async (parts, isDeep) => {
        await owner.query('create table ledger (id integer primary key, v integer) partition by range (id)');
        for (let part = 0; part < parts; part++) {
          const range = `for values from (${part * 100}) to (${(part + 1) * 100})`;
          const below = isDeep ? ' partition by range (id)' : '';
          await owner.query(`create table ledger_${part} partition of ledger ${range}${below}`);
          if (isDeep)
            await owner.query(`create table ledger_${part}_all partition of ledger_${part} ${range}`);
        }
        await owner.query(`insert into ledger select i, 0 from generate_series(0, ${parts * 100 - 1}) i`);
        await owner.query('update ledger set v = v + 1');
        await owner.query('analyze ledger');
        await flush();
        for (const name of ['ledger', null])
          expect(await readTableFacts(observer, name)).toMatchObject({
            table: 'public.ledger',
            partitions: parts,
            rows: parts * 100,
            inserts: parts * 100,
            updates: parts * 100,
            indexes: [{ name: 'ledger_pkey', isPrimary: true, columns: ['id'] }],
          });
        await owner.query('drop table ledger');
      }),
      { numRuns: 6 },
    );
  });

  it('counts large values where the updates write them, and only there', async () => {
    const body = (n: number): string =>
      `(select string_agg(md5(random()::text || s), '') from generate_series(1, ${n}) s)`;
    await owner.query('create table letter (id integer primary key, body text, v integer)');
    await owner.query('alter table letter alter body set storage external');
    await owner.query(`insert into letter select i, ${body(300)}, 0 from generate_series(1, 400) i`);
    await owner.query('analyze letter');
    await flush();
    const predict = async (statement: string) => {
      const first = (await readTableFacts(observer, 'letter'))!;
      await owner.query(statement);
      await flush();
      const second = (await readTableFacts(observer, 'letter'))!;
      const known = { first, second: { ...second, at: first.at + 10_000 }, strategy: 'direct' } as const;
      const { workload, notes } = measureWorkload(known);
      const { cycle } = predictWorkload({ ...workload, checkpointTimeoutSeconds: 60 }, CALIBRATION.constants);
      const note = notes.find(({ what }) => what === 'Large values (TOAST)')!;
      return { pages: cycle.dirtyPages, toast: workload.toast, note: note.value };
    };
    const narrow = await predict('update letter set v = v + 1 where id <= 100');
    expect(narrow.toast).toBeUndefined();
    expect(narrow.note).toContain('which the updates leave as they are');
    const wide = await predict(`update letter set body = ${body(300)} where id <= 100`);
    // 9,600 bytes in five pieces.
    expect(wide.toast!.bytesPerUpdate).toBeCloseTo(5 * 2_048, -2);
    expect(wide.pages).toBeGreaterThan(10 * narrow.pages);
  });
});
