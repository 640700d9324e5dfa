import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defineTable } from '../../buffer/index.ts';
import { listBuffers } from '../../buffer/listBuffers.ts';
import { createRedisClient } from '../../redis/client.ts';
import { createCaller } from '../../server/appRouter.ts';
import { createWatchServices } from '../../server/createServices.ts';
import { parseConfig } from '../../worker/config/index.ts';
import { runsCommand } from '../support/command.ts';
import { createTableRig, type TableRig } from '../support/tableRig.ts';

let rig: TableRig;
beforeAll(async () => {
  rig = await createTableRig();
  await rig.reset();
});
afterAll(() => rig.stop());

const item = defineTable({
  table: 's.item',
  key: { id: 'bigint' },
  columns: { price: 'numeric' },
  missing: 'error',
});

const list = async (...args: readonly string[]): Promise<string> => {
  const [command, ...rest] = runsCommand('buffer', 'list', ...args);
  const env = { ...process.env, BUFFER_REDIS_URL: rig.redisUrl };
  return (await promisify(execFile)(process.execPath, [command!, ...rest], { env })).stdout;
};

it('is found by others, whether its process runs or not', async () => {
  expect(await list()).toContain('No buffer of breakwater-buffer was ever started in this Redis');
  await rig.pool.query('create table s.item (id bigint primary key, price numeric)');
  await rig.pool.query('insert into s.item values (1, 1)');
  const buffer = await rig.start([item], { name: 'shop', shards: 2 });
  await rig.start([item], { name: 'empty' });
  await buffer.update(item, { id: 7, price: '2' });
  await buffer.flush();
  for (const price of ['2', '3']) await buffer.update(item, { id: 1, price });
  await buffer.stop({ flush: false });

  const tables = await listBuffers(rig.redis, 10);
  expect(tables.map(({ buffer: name, table }) => [name, table])).toEqual([
    ['empty', 's.item'],
    ['shop', 's.item'],
  ]);
  expect(tables[1]!.ledger).toMatchObject({ accepted: 3, pending: 1, dead: 1, parked: 0, imbalance: 0 });
  expect(tables[1]!.deadLetters).toMatchObject([{ code: 'P0002' }]);

  const text = await list();
  expect(text).toMatch(/^shop {2}s\.item: 1 wait, the oldest for \d+ s, 0 parked, 1 dead, imbalance 0$/m);
  expect(text).toMatch(/^ {2}dead {2}.*SQLSTATE P0002/m);
  expect(text).toMatch(/^empty {2}s\.item: 0 wait, 0 parked/m);
  const redis = createRedisClient({ url: rig.redisUrl, name: 'test', onError: () => undefined });
  const config = parseConfig({
    REDIS_URL: rig.redisUrl,
    WATCHED: 'app',
    BUFFER_REDIS_URL: rig.redisUrl,
  });
  const [services] = createWatchServices(config, redis);
  expect(services!.system.buffers).toBe(true);
  const caller = createCaller({ services: services!, granted: true, foreign: false });
  const shown = await caller.buffer.applications();
  expect(shown[1]).toMatchObject({ buffer: 'shop', table: 's.item', waiting: 1, dead: 1, accepted: 3 });
  expect(shown[1]!.letters).toMatchObject([{ code: 'P0002' }]);
  services!.bufferRedis!.disconnect();
  redis.disconnect();
  const { buffers } = JSON.parse(await list('--json')) as { buffers: readonly unknown[] };
  expect(buffers).toHaveLength(2);
});
