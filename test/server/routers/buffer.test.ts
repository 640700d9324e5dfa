import { Queue } from 'bullmq';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { QUEUE_PREFIX, SYNC_QUEUE } from '../../../redis/keys.ts';
import { createPool } from '../../../db/pool.ts';
import { readBufferPage } from '../../../server/readers/bufferPage.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';
import { marketOf } from '../../support/bufferRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

/** Too large for numeric(…)'s limits: PostgreSQL refuses it with SQLSTATE 22003. */
const POISON = `1${'0'.repeat(140_000)}`;

async function bury(...mints: string[]): Promise<string[]> {
  const buffer = rig.createBuffer({ shards: 4 });
  await rig.insert(...mints);
  for (const mint of mints) {
    await buffer.bufferToken({ mint, order: 5, market: marketOf(POISON) }, rig.epoch());
  }
  await buffer.syncBufferedTokens();
  return (await rig.caller.buffer.list({ limit: 500 })).dead.map(({ id }) => id);
}

describe('list', () => {
  test('says when the sync runs next, as it is scheduled', async () => {
    expect((await rig.caller.buffer.list({ limit: 1 })).nextSyncAt).toBeNull();
    const queue = new Queue(SYNC_QUEUE, {
      connection: { url: rig.databases.redisUrl },
      prefix: QUEUE_PREFIX,
    });
    await queue.upsertJobScheduler(SYNC_QUEUE, { every: 60_000 });
    const [schedule] = await queue.getJobSchedulers();
    await queue.close();
    expect((await rig.caller.buffer.list({ limit: 1 })).nextSyncAt).toBe(schedule!.next);
  });

  test('shows what waits, is parked and is dead, each oldest first', async () => {
    const buffer = rig.createBuffer({ shards: 4 });
    await buffer.bufferToken({ mint: 'missing', order: 5, status: 'active' }, rig.epoch());
    await buffer.syncBufferedTokens();
    const [dead] = await bury('poisoned');
    for (const mint of ['c', 'a', 'b']) {
      await buffer.bufferToken({ mint, order: 6, status: 'active' }, rig.epoch());
    }
    await buffer.bufferToken({ mint: 'c', order: 7, hotScore: '1' }, rig.epoch());
    const page = await rig.caller.buffer.list({ limit: 2 });
    expect(page.counts).toMatchObject({ dead: 1 });
    expect(page.counts.waiting + page.counts.parked).toBe(4);
    expect(page.waiting[0]).toMatchObject({
      mint: 'c',
      updates: 2,
      columns: { status: 'active', hotScore: '1' },
    });
    expect(page.waiting).toHaveLength(2);
    expect(page.parked[0]).toMatchObject({ mint: 'missing', columns: { status: 'active' } });
    expect(page.parked[0]!.attempts).toBeGreaterThan(0);
    expect(page.dead[0]).toMatchObject({
      id: dead,
      mint: 'poisoned',
      code: '22003',
      current: { mint: 'poisoned', market: { priceUsd: null } },
    });
    expect(page.dead[0]!.payload.market?.priceUsd).toBe(POISON);
  });

  test('has all that Redis holds while PostgreSQL is away', async () => {
    const [id] = await bury('poisoned');
    const nowhere = createPool({
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
      applicationName: 'test',
      maxConnections: 1,
      onConnectionError: () => undefined,
    });
    const page = await readBufferPage(rig.with({}, { pool: nowhere }), 10);
    expect(page.counts.dead).toBe(1);
    expect(page.dead).toMatchObject([{ id, current: 'not-known' }]);
    await nowhere.end();
  });

  test('is empty before a worker has ever run', async () => {
    await rig.redis.flushdb();
    expect(await rig.caller.buffer.list({ limit: 1 })).toEqual({
      counts: { waiting: 0, parked: 0, dead: 0 },
      nextSyncAt: null,
      waiting: [],
      parked: [],
      dead: [],
    });
  });
});

describe('replay', () => {
  test('accepts the values again, as the newest, and takes the letter out', async () => {
    const ids = await bury('x', 'y');
    const answer = await rig.caller.buffer.replay({ ids: [...ids, 'x:1'] });
    expect([...answer.done].sort()).toEqual([...ids].sort());
    expect(answer.failed).toEqual([{ id: 'x:1', reason: 'There is no such dead letter any more' }]);
    const page = await rig.caller.buffer.list({ limit: 10 });
    expect(page.counts).toEqual({ waiting: 2, parked: 0, dead: 0 });
    const entry = await rig.createBuffer({ shards: 4 }).readEntry('x');
    expect(entry?.columns.orders.market).toBeGreaterThan(1e15);
    const ledger = await rig.createBuffer({ shards: 4 }).readLedger();
    expect(ledger.imbalance).toBe(0);
  });

  test('changes nothing where no strategy is active', async () => {
    const ids = await bury('x');
    await rig.pool.query('truncate write_mode');
    const { done, failed } = await rig.caller.buffer.replay({ ids });
    expect({ done, reasons: failed.map(({ reason }) => reason) }).toEqual({
      done: [],
      reasons: ['No strategy is active: start a worker first'],
    });
    expect((await rig.caller.buffer.list({ limit: 1 })).counts.dead).toBe(1);
  });

  test('says so where the shards know another strategy than PostgreSQL', async () => {
    const ids = await bury('x');
    await rig.pool.query('update write_mode set epoch = epoch + 1');
    const { failed } = await rig.caller.buffer.replay({ ids });
    expect(failed[0]?.reason).toBe('The strategy has just been switched: try again');
    expect((await rig.caller.buffer.list({ limit: 1 })).counts.dead).toBe(1);
  });
});

test('discard removes for good, and says which were not there', async () => {
  const ids = await bury('x', 'y');
  const answer = await rig.caller.buffer.discard({ ids: [ids[0]!, ids[0]!, 'nobody:2'] });
  expect(answer.done).toEqual([ids[0]]);
  expect(answer.failed.map(({ id }) => id)).toEqual(['nobody:2']);
  expect((await rig.caller.buffer.list({ limit: 10 })).dead.map(({ id }) => id)).toEqual([ids[1]]);
  expect((await rig.createBuffer({ shards: 4 }).readLedger()).imbalance).toBe(0);
});
