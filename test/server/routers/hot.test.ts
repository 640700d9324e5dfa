import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());

it('answers what was read within 15 s to all who ask', async () => {
  await rig.pool.query('create table warm (id integer primary key, n integer) with (fillfactor = 40)');
  await rig.pool.query('create index warm_n on warm (n)');
  await rig.pool.query('insert into warm select i, i from generate_series(1, 200) i');
  const client = await rig.pool.connect();
  await client.query('update warm set n = n + 1');
  await client.query('select pg_stat_force_next_flush()');
  client.release();
  const answers = await Promise.all([rig.caller.hot.preventers(), rig.caller.hot.preventers()]);
  expect(answers[0]).toBe(answers[1]);
  expect(answers[0]).toMatchObject({
    findings: [{ table: 'public.warm', hotShare: 0, preventers: [{ index: 'public.warm_n' }] }],
  });
});
