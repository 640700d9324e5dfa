import { expect, test } from '@playwright/test';
import { judge } from './support/judge.ts';
import { openWithData, PAGES, region } from './support/pages.ts';
import { ensureStrategy, url } from './support/running.ts';

test('the first paint has data, and nothing breaks the content policy', async ({ page }) => {
  await ensureStrategy('direct');
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url('/'));
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByText('direct is active.').first()).toBeVisible();
  await expect(page.getByText(/18\.\d/).first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a page whose parts cannot be fetched any more says so, and comes back by its button', async ({
  page,
}) => {
  const lateParts = /\/_next\/static\/chunks\//;
  await page.goto(url('/docs/what-if'));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.route(lateParts, (route) => route.fulfill({ status: 404 }));
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page.getByText('This page cannot be shown', { exact: false })).toBeVisible();
  await page.unroute(lateParts);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(region(page, 'Buffer size').locator('svg.recharts-surface')).toBeVisible();
});

for (const path of PAGES) judge(path, (page) => openWithData(page, path));
