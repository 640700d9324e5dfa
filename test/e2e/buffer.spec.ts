import { expect, test } from '@playwright/test';
import { listSmallTargets } from './support/controls.ts';
import { openWithData } from './support/pages.ts';
import { ensureStrategy } from './support/running.ts';

test.beforeEach(() => ensureStrategy('hybrid'));
test.afterEach(() => ensureStrategy('direct'));

test('what waits comes first on the buffer page, with the time to the next sync', async ({ page }) => {
  await openWithData(page, '/buffer');
  const waiting = page.getByRole('table', { name: 'Waiting entries' });
  await expect(waiting.getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 });
  expect(await listSmallTargets(page)).toEqual([]);
  await expect(page.getByText(/^Next sync in 0:(0\d|1[0-5])$/)).toBeVisible();
  const titles = await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts();
  expect(titles[0]).toBe('Waiting for the sync');
});
