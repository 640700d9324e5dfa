import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectObserver } from '../../../observer/connectObserver.ts';
import { readTableFacts } from '../../../db/statements/readTableFacts.ts';
import { TRACKED_KEY } from '../../../redis/keys.ts';
import { createServerRig, type ServerRig, tellLiveState } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

describe('the running workload', () => {
  test('is read from the table, the server and what Breakwater knows of its stream', async () => {
    await rig.insert('a', 'b', 'c');
    await rig.pool.query('analyze token_discovery');
    await rig.redis.zadd(TRACKED_KEY, 1, 'a', 2, 'b');
    await tellLiveState(rig, { preset: 'incident', timeScale: 10 });
    const measured = await rig.caller.whatIf.measure();
    expect(measured!.workload).toMatchObject({
      updatedRows: 2,
      movingIndexes: 2,
      stayingIndexes: 3,
      distribution: 'in-turn',
      strategy: 'hybrid',
      syncIntervalSeconds: 30,
      checkpointTimeoutSeconds: 300,
      sharedBuffersPages: 16_384,
    });
    expect(measured!.workload.updatesPerSecond).toBeCloseTo(666.7, 0);
    const assumed = measured!.notes.filter(({ isMeasured }) => !isMeasured).map(({ what }) => what);
    expect(assumed).toContain('Updates');
    expect(assumed).not.toContain('Rows that are updated');
  });

  test('is not there before a worker has made the tables', async () => {
    await rig.pool.query('alter table token_discovery rename to elsewhere');
    try {
      expect(await rig.caller.whatIf.measure()).toBeNull();
    } finally {
      await rig.pool.query('alter table elsewhere rename to token_discovery');
    }
  });
});

test('facts of any table are read, and of none where there is none', async () => {
  const client = await connectObserver(rig.databases.databaseUrl);
  try {
    await rig.pool.query(
      'create table "Odd name" (id integer primary key, state text) with (fillfactor = 70)',
    );
    const facts = await readTableFacts(client, '"Odd name"');
    expect(facts).toMatchObject({ table: 'public."Odd name"', fillfactor: 70, updates: 0 });
    expect(facts!.indexes).toEqual([
      { name: 'Odd name_pkey', bytes: expect.any(Number) as number, isPrimary: true, columns: ['id'] },
    ]);
    expect(await readTableFacts(client, 'no_such_table')).toBeNull();
  } finally {
    await client.end();
  }
});
