import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bulkUpdate, defineTable, type Queryable } from '../../buffer/index.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { createTableRig, type TableRig } from '../support/tableRig.ts';

let rig: TableRig;
/** As the README's `db`. */
let databases: { readonly drizzle: unknown; readonly kysely: Kysely<unknown> };
beforeAll(async () => {
  rig = await createTableRig();
  databases = {
    drizzle: drizzle({ client: rig.pool }),
    kysely: new Kysely({ dialect: new PostgresDialect({ pool: rig.pool }) }),
  };
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const readme = readFileSync(join(projectDir, 'buffer', 'README.md'), 'utf8');

/** The README's adapter, unchanged, around a `db` of that library. */
function adapt(name: keyof typeof databases, db: unknown = databases[name]): Queryable {
  const code = new RegExp(`^const ${name} = ([^;]+);`, 'm').exec(readme)![1]!;
  const create = runInThisContext(`(db, CompiledQuery) => (${code})`) as (...args: unknown[]) => Queryable;
  return create(db, CompiledQuery);
}

const items = defineTable({
  table: 's.item',
  key: { id: 'bigint' },
  columns: { price: 'numeric', tags: 'text[]', stock: { type: 'integer', merge: 'add' } },
});
const readItems = async (): Promise<unknown> =>
  (await rig.pool.query('select id, price, tags, stock from s.item order by id')).rows;
const createItems = (): Promise<unknown> =>
  rig.pool.query(
    `create table s.item (id bigint primary key, price numeric, tags text[], stock int);
     insert into s.item values (1, 1, null, 10), (2, 2, '{x}', 20)`,
  );

describe.each(['drizzle', 'kysely'] as const)('%s', (name) => {
  it('carries bulkUpdate', async () => {
    await createItems();
    const rows = [
      { id: 1n, price: '1.50', tags: ['a"b', null], stock: -3 },
      { id: 3n, price: '9' },
    ];
    const report = await bulkUpdate(adapt(name), items, rows);
    expect(report).toEqual({ written: 1, unchanged: 0, missing: [{ id: 3n }] });
    expect(await readItems()).toEqual([
      { id: '1', price: '1.50', tags: ['a"b', null], stock: 7 },
      { id: '2', price: '2', tags: ['x'], stock: 20 },
    ]);
  });

  it('carries a whole buffer', async () => {
    await createItems();
    const buffer = await rig.start([items], { pool: adapt(name) });
    await buffer.update(items, { id: 2, price: '3', stock: 5 });
    await buffer.update(items, { id: 2, stock: -1 });
    expect(await buffer.read(items, { id: 2 })).toMatchObject({ price: '3', tags: ['x'], stock: 24 });
    await buffer.flush();
    expect(await readItems()).toContainEqual({ id: '2', price: '3', tags: ['x'], stock: 24 });
    expect((await buffer.readLedger()).imbalance).toBe(0);
  });
});

it("goes into a transaction of Kysely's, and back with it", async () => {
  await createItems();
  const given = databases.kysely.transaction().execute(async (trx) => {
    await bulkUpdate(adapt('kysely', trx), items, [{ id: 1, price: '7' }]);
    throw new Error('given up');
  });
  await expect(given).rejects.toThrow('given up');
  expect(await readItems()).toContainEqual({ id: '1', price: '1', tags: null, stock: 10 });
});
