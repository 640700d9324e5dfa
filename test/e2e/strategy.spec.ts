import { expect, type Locator, type Page, type Route, test } from '@playwright/test';
import { openLive, region, switchTo } from './support/pages.ts';
import { ensureStrategy, readStrategy } from './support/running.ts';

/** The charts' rates are means over 10 s, a sync comes each 15 s, the scorecard is judged each 10 s. */
const SOON = { timeout: 60_000 };

test.beforeEach(() => ensureStrategy('direct'));
test.afterEach(() => ensureStrategy('direct'));

/** The legend's text for a series now. */
const readLegend = (chart: Locator, series: string) => async (): Promise<number> => {
  const text = await chart
    .getByRole('listitem')
    .filter({ hasText: series })
    .locator('span')
    .last()
    .innerText();
  return Number.parseFloat(text.replaceAll(',', ''));
};

const criterion = (page: Page, title: string): Locator =>
  region(page, 'Success criteria').getByRole('listitem').filter({ hasText: title });

test('the switch changes the strategy of the worker, and charts and criteria follow, there and back', async ({
  page,
}) => {
  const countLoads = await openLive(page, '/?range=5m');
  const writes = region(page, 'Writes by component');
  const buffer = region(page, 'Buffer size');
  const empties = criterion(page, 'The buffer empties every sync interval');
  await expect.poll(readLegend(writes, 'Market data'), SOON).toBeGreaterThan(0);
  await expect(empties).toContainText('Nothing is buffered under direct.', SOON);
  const statements = region(page, 'Write statements').locator('[data-figure="writes-per-hour"]');
  await expect(statements).toHaveAttribute('data-value', /\d/, SOON);

  await switchTo(page, 'hybrid');
  expect(await readStrategy()).toBe('hybrid');
  // Another test may have switched before.
  await expect(writes.locator('svg text').getByText('hybrid').last()).toBeVisible();
  await expect.poll(readLegend(buffer, 'Buffered'), SOON).toBeGreaterThan(0);
  await expect.poll(readLegend(writes, 'Market data'), SOON).toBe(0);
  await writes.getByRole('button', { name: 'Show as table' }).click();
  const table = writes.getByRole('region', { name: 'Writes by component as a table' });
  await expect
    .poll(() => readColumn(table, 'Buffer sync'), SOON)
    .toContainEqual(expect.stringMatching(/[1-9]/));
  await expect(empties).toContainText(/oldest entry [\d.]+ s/, SOON);
  await expect(empties).toContainText('pass');
  const panel = region(page, 'Before and after');
  await expect(panel).toContainText(/hybrid against direct[^:]*: [\d.]+ % fewer statements/, SOON);
  await expect(panel.getByRole('row', { name: /^Write statements/ })).toContainText('−');

  await switchTo(page, 'direct');
  expect(await readStrategy()).toBe('direct');
  await expect(writes.locator('svg text').getByText('direct').last()).toBeVisible();
  await expect.poll(readLegend(buffer, 'Buffered'), SOON).toBe(0);
  await expect.poll(readLegend(writes, 'Market data'), SOON).toBeGreaterThan(0);
  await expect(empties).toContainText('Nothing is buffered under direct.', SOON);
  await expect(empties).toContainText('not judged');
  expect(countLoads()).toBe(0);
});

async function readColumn(table: Locator, name: string): Promise<string[]> {
  const heads = await table.locator('thead th').allInnerTexts();
  return table.locator(`tbody tr > :nth-child(${heads.indexOf(name) + 1})`).allInnerTexts();
}

const choice = (page: Page, name: string): Locator => page.getByRole('radio', { name, exact: true });

test('a click on what was there before counts while another switch is on its way', async ({ page }) => {
  await openLive(page, '/');
  await expect(choice(page, 'direct')).toBeChecked();
  const held: Route[] = [];
  await page.route(/strategy\.set/, (route) => {
    if (held.length > 0) return route.continue();
    held.push(route);
  });
  await choice(page, 'hybrid').click();
  await expect.poll(() => held).toHaveLength(1);
  await expect(choice(page, 'hybrid')).toBeChecked();
  await choice(page, 'direct').click();
  await expect(choice(page, 'direct')).toBeChecked();
  const sent = page.waitForResponse((response) => response.request().postData()?.includes('direct') === true);
  await held[0]!.continue();
  await sent;
  await expect.poll(readStrategy).toBe('direct');
  await expect(choice(page, 'direct')).toBeChecked();
});

test('of six quick clicks the last one wins', async ({ page }) => {
  await openLive(page, '/');
  const answers: Promise<void>[] = [];
  page.on('request', (request) => {
    if (request.url().includes('strategy.set')) answers.push(request.response().then(() => undefined));
  });
  for (const name of ['hybrid', 'direct', 'hybrid-split', 'direct', 'direct', 'hybrid'])
    await choice(page, name).click();
  await expect(page.getByText('hybrid is active.').first()).toBeVisible(SOON);
  await Promise.all(answers);
  await expect.poll(readStrategy, SOON).toBe('hybrid');
  await expect(choice(page, 'hybrid')).toBeChecked();
});
