import { expect, type Page } from '@playwright/test';
import pg from 'pg';
import { findColorViolations, findViolations } from './support/findViolations.ts';
import { readOverflow, region, waitUntilLive } from './support/pages.ts';
import type { HistorySamples } from '../../server/types.ts';
import { NAMES, test } from './support/startWatched.ts';

/** Within which a server that went or came is seen by the watcher, and by a page. */
const SOON = { timeout: 30_000 };
const PHONE = { width: 390, height: 844 };
const PATHS = [
  '/servers',
  '/?server=orders',
  '/checkpoints?server=orders',
  '/tables?server=orders',
  '/docs/watch?server=orders',
];

const row = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const pages = (page: Page) => page.getByRole('navigation', { name: 'Pages' });
const readServer = (page: Page): string | null => new URL(page.url()).searchParams.get('server');

test('one server is killed and comes back, and the other does not notice', async ({ page, watched }) => {
  await page.goto(watched.dashboardUrl);
  await expect(page).toHaveURL(/\/servers$/);
  for (const name of NAMES) await expect(row(page, name)).toContainText('up', SOON);

  await watched.killStock();
  await expect(row(page, 'stock')).toContainText('not responding', SOON);
  // The one in most trouble is first.
  await expect(page.getByRole('main').getByRole('listitem').first()).toHaveAccessibleName('stock');
  await expect(row(page, 'orders')).toContainText('up');
  await row(page, 'stock').getByRole('link').click();
  // Next has an alert of its own, for the titles of pages.
  const banner = page.getByRole('alert').filter({ hasText: 'No answer from PostgreSQL since' });
  await expect(banner).toBeVisible(SOON);

  await watched.startStock();
  await expect(banner).toBeHidden(SOON);
  await pages(page).getByRole('link', { name: 'Servers' }).click();
  for (const name of NAMES) await expect(row(page, name)).toContainText('up', SOON);
});

test('a week is drawn from the first minutes on, and the switch keeps page and range', async ({
  page,
  watched,
}) => {
  await page.goto(`${watched.dashboardUrl}/?server=orders`);
  await page.getByRole('radio', { name: '7d' }).click();
  await expect(page).toHaveURL(/range=7d/);
  const line = region(page, 'WAL and full-page images').locator('.recharts-area-curve, .recharts-line-curve');
  await expect(line.first()).toHaveAttribute('d', /L|C|H|V/, SOON);

  await page.getByRole('combobox', { name: 'Server' }).selectOption('stock');
  await expect(page).toHaveURL(/range=7d/);
  await expect.poll(() => readServer(page)).toBe('stock');
  await expect(page.getByRole('radio', { name: '7d' })).toBeChecked();
});

test('every link keeps the server', async ({ page, watched }) => {
  await page.goto(`${watched.dashboardUrl}/?server=stock`);
  for (const name of ['Checkpoints', 'Docs', 'Overview']) {
    await pages(page).getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(readServer(page)).toBe('stock');
  }
  for (const path of ['/docs/watch', '/docs/nothing', '/checkpoints', '/']) {
    await page.goto(`${watched.dashboardUrl}${path}?server=stock`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const links = await page
      .locator('a[href^="/"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
    expect(links.length).toBeGreaterThan(2);
    const lost = links.filter((href) => !/[?&]server=stock/.test(href));
    expect(lost, path).toEqual([]);
  }
});

for (const path of PATHS) {
  test(`${path} is accessible in both themes, and fits a telephone`, async ({ page, watched }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${watched.dashboardUrl}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await findColorViolations(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await expect.poll(() => readOverflow(page)).toBeLessThanOrEqual(0);
  });
}

test('Ctrl+K finds a page, a setting and a server by the keyboard, and gives the focus back', async ({
  page,
  watched,
}) => {
  await page.goto(`${watched.dashboardUrl}/checkpoints?server=orders`);
  await waitUntilLive(page);
  const field = page.getByRole('combobox', { name: 'Find a page, a server or a setting' });
  const chosen = page.getByRole('listbox', { name: 'Found' }).getByRole('option', { selected: true });
  const find = async (typed: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    await page.keyboard.type(typed);
  };
  await page.getByRole('button', { name: 'Find', exact: true }).focus();
  await find('');
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await expect(page.getByRole('button', { name: 'Find', exact: true })).toBeFocused();

  await find('max_wal');
  await expect(chosen).toContainText('max_wal_size');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/\?server=orders#settings$/);
  await find('stock');
  await page.keyboard.press('Enter');
  await expect.poll(() => readServer(page)).toBe('stock');
});

/** The detector wants thirty. */
const CALM_SECONDS = 40;
const CALM = { timeout: 90_000 };

/** Seconds of the last five minutes in which the sessions of "orders" were seen. */
async function countSeen(page: Page, dashboardUrl: string): Promise<number> {
  const to = Date.now();
  const input = encodeURIComponent(JSON.stringify({ from: to - 300_000, to, points: 300 }));
  const answer = await page.request.get(
    `${dashboardUrl}/api/trpc/history.samples?server=orders&input=${input}`,
  );
  const { result } = (await answer.json()) as { readonly result: { readonly data: HistorySamples } };
  return result.data.samples.filter(({ values }) => values['sessionsActive'] != null).length;
}

/** One session holds a lock for six seconds that three others wait for; resolves when all have had it. */
async function waitForLock(url: string): Promise<void> {
  const clients = Array.from({ length: 4 }, () => new pg.Client(url));
  await Promise.all(clients.map((client) => client.connect()));
  const [holder, ...others] = clients;
  await holder!.query('select pg_advisory_lock(7)');
  await Promise.all([
    holder!.query('select pg_sleep(6), pg_advisory_unlock(7)'),
    ...others.map((client) => client.query('select pg_advisory_xact_lock(7)')),
  ]);
  await Promise.all(clients.map((client) => client.end()));
}

test('a spike is listed with its cause, and its range with what was different in it', async ({
  page,
  watched,
}) => {
  await page.goto(`${watched.dashboardUrl}/?server=orders`);
  const card = region(page, 'Is it the checkpoint?');
  // Without a measure of calm there is no spike.
  await expect.poll(() => countSeen(page, watched.dashboardUrl), CALM).toBeGreaterThan(CALM_SECONDS);
  await waitForLock(watched.ordersUrl);
  await expect(card.getByText('Locks', { exact: true }).first()).toBeVisible(SOON);
  await card.getByText('Evidence').first().click();
  await expect(card.getByRole('row', { name: /^Waiting for a lock/ })).toContainText(/[23]/);
  expect(await findViolations(page)).toEqual([]);
  await card.getByRole('button', { name: 'Show in the charts' }).first().click();
  await expect(card.getByText('What is different in the chosen range')).toBeVisible();
  expect(await findColorViolations(page)).toEqual([]);
});
