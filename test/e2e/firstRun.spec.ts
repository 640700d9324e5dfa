import { expect, test } from '@playwright/test';
import { ensureStrategy, url } from './support/running.ts';

test('the first visit reads what to switch from the active strategy, to hybrid-split too', async ({
  page,
}) => {
  const banner = page.getByText('This page shows what an application’s writes do');
  await ensureStrategy('direct');
  await page.goto(url('/'));
  await expect(banner).toContainText('from direct to hybrid');
  await expect(banner).toContainText('then to hybrid-split');
  await ensureStrategy('hybrid');
  await expect(banner).toContainText('hybrid is active: switch Write strategy to direct');
  await expect(banner).toContainText('or to hybrid-split to see the pages');
  await expect(banner).not.toContainText('from direct');
});
