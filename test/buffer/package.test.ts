import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectDir } from '../../machine/projectDir.ts';
import { createTestDatabases, type TestDatabases } from '../support/databases.ts';

const run = promisify(execFile);
const MAX_PACKED_BYTES = 60_000;
const README = readFileSync(join(projectDir, 'buffer/README.md'), 'utf8');

/** An empty project with the packed file in it, and what it names as peers. */
let dir: string;
let packed: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-buffer-'));
  await run('npm', ['run', 'build', '-w', 'buffer'], { cwd: projectDir });
  const { stdout } = await run('npm', ['pack', '-w', 'buffer', '--json', '--pack-destination', dir], {
    cwd: projectDir,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  packed = join(dir, filename);
  const modules = join(dir, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  await run('tar', ['-xzf', packed, '-C', modules]);
  await run('mv', [join(modules, 'package'), join(modules, 'breakwater-buffer')]);
  for (const name of ['pg', 'ioredis', '@types/node'])
    symlinkSync(join(projectDir, 'node_modules', name), join(modules, name));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs a file of the empty project on databases of its own; returns what it printed. */
async function runHere(file: string, text: string): Promise<string> {
  writeFileSync(join(dir, file), text);
  const databases: TestDatabases = await createTestDatabases();
  try {
    const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = databases;
    const env = { ...process.env, DATABASE_URL, REDIS_URL, ANY_REDIS: 'yes' };
    const { stdout } = await run(process.execPath, [file], { cwd: dir, env });
    return stdout;
  } finally {
    await databases.drop();
  }
}

describe('the packed file', () => {
  it('is small, and holds no path of the machine that made it', async () => {
    expect(statSync(packed).size).toBeLessThanOrEqual(MAX_PACKED_BYTES);
    const { stdout: names } = await run('tar', ['-tzf', packed]);
    expect(names).toContain('package/dist/lua/put.lua');
    expect(names).toContain('package/LICENSE');
    const found = await run('grep', ['-rlF', projectDir, join(dir, 'node_modules/breakwater-buffer')]).catch(
      (error: { code: number }) => error.code,
    );
    expect(found).toBe(1);
  });

  it("runs the README's quickstart unchanged, in at most 30 lines", async () => {
    const [, quickstart = ''] = /```js\n(.*?)```/s.exec(README) ?? [];
    expect(quickstart.trim().split('\n').length).toBeLessThanOrEqual(30);
    const printed = await runHere('quickstart.mjs', quickstart);
    expect(printed).toMatch(/^read: {2}\{ id: 7n, price: '12\.50', seen_at: '.*' \}$/m);
    expect(printed).toMatch(/table: \[ \{ id: '7', price: '12\.50', seen_at: .* \} \]/s);
  });

  it.each([
    ['page-views', { views: 3_001, seconds: '300.0', rows: 6 }],
    ['devices', [{ devices: 200, state: 'round 19', battery: 81, first_ip: '10.0.0.0' }]],
    ['shop', { stock: 50 * 100 - 1_000 - 500 + 1_000, sold: '9990.00', dead: ['23514'] }],
  ])('runs the example %s, which has less than 60 lines', async (name, result) => {
    const text = readFileSync(join(projectDir, `buffer/examples/${name}.mjs`), 'utf8');
    expect(text.split('\n').length).toBeLessThan(60);
    expect(JSON.parse(await runHere(`${name}.mjs`, text))).toEqual(result);
  });

  it('has types that refuse what is wrong', async () => {
    writeFileSync(join(dir, 'types.ts'), TYPES);
    const options = { strict: true, module: 'NodeNext', target: 'ES2023', noEmit: true, skipLibCheck: true };
    writeFileSync(
      join(dir, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, types: ['node'] }, files: ['types.ts'] }),
    );
    const tsc = join(projectDir, 'node_modules/typescript/bin/tsc');
    const printed = await run(process.execPath, [tsc, '-p', dir]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(printed).toBe('');
  });
});

/** Each line under `@ts-expect-error` must not compile, and the others must. */
const TYPES = `
import { bulkUpdate, createBuffer, defineTable, type Queryable } from 'breakwater-buffer';
import type { Redis } from 'ioredis';
declare const pool: Queryable;
declare const redis: Redis;

const table = defineTable({
  table: 't',
  key: { id: 'bigint' },
  columns: {
    n: { type: 'integer', merge: 'add' },
    paid: { type: 'numeric(10,2)', merge: 'add' },
    at: 'timestamptz',
    state: { type: 'text', order: 'at' },
    tags: 'text[]',
    mood: 'public.mood',
    high: { type: 'numeric', merge: 'max' },
  },
});
const buffer = createBuffer({ name: 'b', tables: [table], pool, redis });
await buffer.update(table, { id: 7n, n: 1, paid: '0.10', tags: ['a', null], mood: 'fine', high: 5 });
await buffer.update(table, { id: '7', state: null, at: new Date() });
await bulkUpdate(pool, table, [{ id: 7, n: 1 }]);
const row = await buffer.read(table, { id: 7 });
const n: number | null | undefined = row?.n;
const paid: string | null | undefined = row?.paid;
const id: bigint | undefined = row?.id;
export { n, paid, id };

// @ts-expect-error an unknown column
await buffer.update(table, { id: 7, m: 1 });
// @ts-expect-error no key
await buffer.update(table, { n: 1 });
// @ts-expect-error a text for an integer
await buffer.update(table, { id: 7, n: 'one' });
// @ts-expect-error a sum of null
await buffer.update(table, { id: 7, n: null });
// @ts-expect-error a key that is not the table's
await buffer.read(table, { n: 7 });
// @ts-expect-error text cannot be added
defineTable({ table: 't', key: { id: 'bigint' }, columns: { a: { type: 'text', merge: 'add' } } });
// @ts-expect-error numeric without a scale cannot be added
defineTable({ table: 't', key: { id: 'bigint' }, columns: { a: { type: 'numeric', merge: 'add' } } });
// @ts-expect-error text has no greatest value that every server agrees on
defineTable({ table: 't', key: { id: 'bigint' }, columns: { a: { type: 'text', merge: 'max' } } });
// @ts-expect-error there is no such rule
defineTable({ table: 't', key: { id: 'bigint' }, columns: { a: { type: 'text', merge: 'avg' } } });
// @ts-expect-error the order is no column
defineTable({ table: 't', key: { id: 'bigint' }, columns: { a: { type: 'text', order: 'b' } } });
`;
