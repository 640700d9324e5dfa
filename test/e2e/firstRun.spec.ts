import { expect, test } from '@playwright/test';
import { ensureStrategy, url } from './support/running.ts';

test('the first visit is told what to flip from the strategy that is in force', async ({ page }) => {
  const banner = page.getByText('This page shows what an application’s writes do');
  await ensureStrategy('direct');
  await page.goto(url('/'));
  await expect(banner).toContainText('from direct to hybrid');
  await ensureStrategy('hybrid');
  await expect(banner).toContainText('hybrid is in force: flip Write strategy to direct');
  await expect(banner).not.toContainText('from direct');
});
