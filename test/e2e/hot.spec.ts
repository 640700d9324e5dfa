import { expect, test } from '@playwright/test';
import { region } from './support/pages.ts';
import { judge } from './support/judge.ts';
import { query, url } from './support/running.ts';

const CARD = 'Which index prevents HOT updates';

test.beforeAll(async () => {
  await query('drop table if exists hot_order');
  await query(
    'create table hot_order (id integer primary key, state integer, seen_at timestamptz) with (fillfactor = 40)',
  );
  await query('create index hot_order_seen on hot_order (seen_at)');
  await query('insert into hot_order select i, 0, now() from generate_series(1, 200) i');
  // A session's counts are shown when it ends.
  await query(`update hot_order set state = 1, seen_at = now() + interval '1 hour'`);
});
test.afterAll(() => query('drop table hot_order'));

judge('/tables', async (page) => {
  await page.goto(url('/tables'));
  const item = region(page, CARD).getByRole('listitem').filter({ hasText: 'public.hot_order' }).first();
  await expect(item).toContainText('0 % of 200 updates HOT');
  await expect(item).toContainText('public.hot_order_seen btree');
  await expect(item).toContainText('by column seen_at');
  await expect(item.getByLabel(/^Query -?\d+$/)).toHaveText(
    /^update hot_order set state = \$1, seen_at = now\(\) \+ interval \$2$/,
  );
  await expect(item.getByLabel('SQL that helps')).toHaveText(
    'DROP INDEX CONCURRENTLY public.hot_order_seen;',
  );
});
