import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GET as getExport } from '../../../app/api/export/tables/route.ts';
import type { CheckpointRelations, RelationPages } from '../../../domain/checkpointRelations.ts';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { HistoryWriter } from '../../../worker/observers/HistoryWriter.ts';
import { checkpointOf, createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const activity = {
  inserts: 1,
  updates: 10,
  hotUpdates: 4,
  newPageUpdates: 5,
  deletes: 0,
  fillfactor: 90,
  heapPages: 50,
};
const orders: RelationPages = {
  table: 'public.orders',
  database: null,
  pages: 60,
  indexPages: 20,
  toastPages: 5,
  activity,
};
const elsewhere: RelationPages = {
  table: null,
  database: 'other',
  pages: 30,
  indexPages: null,
  toastPages: null,
};
const counted: CheckpointRelations = {
  source: 'counted',
  notCounted: null,
  pages: 100,
  top: [orders, elsewhere],
  otherPages: 3,
  notVisiblePages: 7,
};
const estimated: CheckpointRelations = {
  source: 'estimated',
  notCounted: 'not-seen',
  pages: 40,
  top: [{ ...orders, pages: 40 }],
  otherPages: 0,
  notVisiblePages: null,
};
const wal = { id: '7', text: 'update orders set n = $1', calls: 2, walBytes: 90, fullPageImages: 1 };
const statements = { walBytes: 100, top: [wal], otherWalBytes: 8, notVisibleWalBytes: 2 };

const AT = 1_700_000_000_000;
const RANGE = { from: AT, to: AT + 10_000 };

async function add(...records: readonly Partial<CheckpointRecord>[]): Promise<void> {
  const writer = new HistoryWriter({
    findHistory: () => rig.services.history,
    logger: pino({ level: 'silent' }),
    report: () => Promise.resolve({}),
  });
  for (const [i, own] of records.entries()) {
    writer.addCheckpoint(checkpointOf({ startedAt: AT + i, ...own }));
  }
  await writer.stop();
}

test('sums tables and statements over a range, and says what is not known', async () => {
  await add(
    { relations: counted, statements },
    { relations: estimated, statements },
    {},
    { skipped: true },
    { startedAt: AT + 20_000, relations: counted },
  );
  const tables = await rig.caller.tables.range(RANGE);
  expect(tables).toMatchObject({
    checkpoints: { all: 3, counted: 1, estimated: 1, unknown: 1 },
    notCounted: [{ why: 'not-seen', checkpoints: 1 }],
    pages: 140,
    otherPages: 3,
    notVisiblePages: 7,
    statements: {
      checkpoints: 2,
      allWalBytes: 2_000_000,
      walBytes: 200,
      otherWalBytes: 16,
      notVisibleWalBytes: 4,
    },
  });
  expect(tables.tables).toEqual([
    {
      table: 'public.orders',
      database: null,
      pages: 100,
      indexPages: 40,
      toastPages: 10,
      estimatedPages: 40,
      activity: { ...activity, inserts: 2, updates: 20, hotUpdates: 8, newPageUpdates: 10 },
    },
    { ...elsewhere, estimatedPages: 0, activity: null },
  ]);
  expect(tables.statements!.statements).toEqual([{ ...wal, calls: 4, walBytes: 180, fullPageImages: 2 }]);
});

test('a record of a worker that knew no tables is not known, never 0', async () => {
  await add({});
  expect(await rig.caller.tables.range(RANGE)).toMatchObject({
    checkpoints: { all: 1, counted: 0, estimated: 0, unknown: 1 },
    notVisiblePages: null,
    tables: [],
    statements: null,
  });
});

test('the list and its records have no tables; the details of one have', async () => {
  await add({ id: 'one', relations: counted, statements });
  const [listed] = await rig.caller.checkpoints.list({ ...RANGE, limit: 10 });
  expect(listed).not.toHaveProperty('relations');
  expect(listed).not.toHaveProperty('statements');
  expect(await rig.caller.tables.ofCheckpoint({ id: 'one', ...RANGE })).toEqual(counted);
  expect(await rig.caller.tables.ofCheckpoint({ id: 'two', ...RANGE })).toBeNull();
});

test('GET /api/export/tables gives a file of either format, whose pages add up', async () => {
  await add({ relations: counted });
  rig.serve(rig.services);
  const load = (query: string) => getExport(new Request(`http://localhost:3000/api/export/tables${query}`));
  const csv = await load('?format=csv');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="tables.csv"');
  expect((await csv.text()).split('\r\n')).toEqual([
    'database,table,pages,indexPages,toastPages,estimatedPages,inserts,updates,hotUpdates,newPageUpdates,deletes,fillfactor,heapPages',
    ',public.orders,60,20,5,0,1,10,4,5,0,90,50',
    'other,,30,,,0,,,,,,,',
    ',other tables,3,,,0,,,,,,,',
    ',not visible,7,,,0,,,,,,,',
    '',
  ]);
  expect(await (await load('?format=json')).json()).toMatchObject({ pages: 100 });
  expect((await load('?format=xlsx')).status).toBe(400);
});
