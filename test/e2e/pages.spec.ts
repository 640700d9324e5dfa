import { expect, test } from '@playwright/test';
import { COLOR_SCHEMES, findViolations } from './support/findViolations.ts';
import { openWithData, PAGES, readOverflow } from './support/pages.ts';
import { ensureStrategy, url } from './support/running.ts';

test('the first paint has data, and nothing breaks the content policy', async ({ page }) => {
  await ensureStrategy('direct');
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url('/'));
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByText('direct is in force.').first()).toBeVisible();
  await expect(page.getByText(/18\.\d/).first()).toBeVisible();
  expect(complaints).toEqual([]);
});

for (const path of PAGES) {
  for (const colorScheme of COLOR_SCHEMES) {
    test(`axe finds no violation on ${path} (${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await openWithData(page, path);
      expect(await findViolations(page)).toEqual([]);
    });
  }

  test(`${path} fits a screen of 390 px`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openWithData(page, path);
    expect(await readOverflow(page)).toBeLessThanOrEqual(0);
  });
}
