import { type OpenMetricsContentType, Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defineTable } from '../../buffer/index.ts';
import { runPromtool } from '../../scripts/verify/alerts/prometheusServer.ts';
import { createTableRig, type TableRig } from '../support/tableRig.ts';

let rig: TableRig;
beforeAll(async () => {
  rig = await createTableRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const item = defineTable({ table: 's.item', key: { id: 'bigint' }, columns: { price: 'numeric' } });
const visit = defineTable({
  table: 's.visit',
  key: { page: 'text' },
  columns: { count: { type: 'bigint', merge: 'add' } },
});
const createTables = (): Promise<unknown> =>
  rig.pool.query(
    `create table s.item (id bigint primary key, price numeric);
     create table s.visit (page text primary key, count bigint);
     insert into s.item values (1, 1); insert into s.visit values ('/', 1)`,
  );

/** The samples of this package, without its prefix. */
const read = async (registry: { metrics(): Promise<string> }): Promise<string[]> =>
  (await registry.metrics()).split('\n').flatMap((line) => /^breakwater_buffer_(.*)/.exec(line)?.[1] ?? []);

it('shows each table of every buffer in a registry, until the buffer stops', async () => {
  await createTables();
  const registry = new Registry();
  const one = await rig.start([item, visit], { registry });
  const other = await rig.start([item], { registry, name: 'other' });
  await one.update(item, { id: 1, price: '2' });
  await one.update(item, { id: 1, price: '3' });
  await one.update(item, { id: 5, price: '3' });
  await one.flush();
  await one.update(visit, { page: '/', count: 1 });
  await other.update(item, { id: 1, price: '4' });
  const samples = await read(registry);
  expect(samples).toEqual(
    expect.arrayContaining([
      'entries{buffer="test",table="s.item"} 0',
      'parked_entries{buffer="test",table="s.item"} 1',
      'updates_total{buffer="test",table="s.item"} 3',
      'coalesced_updates_total{buffer="test",table="s.item"} 1',
      'oldest_entry_timestamp_seconds{buffer="test",table="s.item"} 0',
      'entries{buffer="test",table="s.visit"} 1',
      'entries{buffer="other",table="s.item"} 1',
      'ledger_imbalance{buffer="other",table="s.item"} 0',
    ]),
  );
  expect(samples).toHaveLength(3 * 7);
  const oldest = samples.find((line) =>
    line.startsWith('oldest_entry_timestamp_seconds{buffer="test",table="s.visit"}'),
  );
  expect(Math.abs(Number(oldest!.split(' ')[1]) - Date.now() / 1_000)).toBeLessThan(60);
  expect(runPromtool(['check', 'metrics'], await registry.metrics())).toEqual({ ok: true, output: '' });
  await other.stop({ flush: false });
  await expect.poll(() => read(registry)).toHaveLength(2 * 7);
});

it('is written as OpenMetrics, too', async () => {
  await createTables();
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const buffer = await rig.start([item], { registry });
  await buffer.update(item, { id: 1, price: '2' });
  for (let scrape = 0; scrape < 2; scrape++)
    expect(await read(registry)).toContain('updates_total{buffer="test",table="s.item"} 1');
});

it('answers without samples where Redis does not', async () => {
  await createTables();
  const registry = new Registry();
  const redis = rig.redis.duplicate();
  await rig.start([item], { registry, redis });
  expect(await read(registry)).toHaveLength(7);
  redis.disconnect();
  await expect.poll(() => read(registry)).toEqual([]);
  expect(await registry.metrics()).toContain('# TYPE breakwater_buffer_entries gauge');
});
