import { expect, test } from '@playwright/test';
import { listData, openWithData, PAGES, region } from './support/pages.ts';

for (const path of PAGES) {
  test(`${path} is printed with its data and without its controls`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await openWithData(page, path);
    const controls = page.locator('nav, button[aria-pressed], .print-hidden').filter({ visible: true });
    await expect(controls.first()).toBeVisible();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(controls).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const data of listData(page, path)) await expect(data).toBeVisible();
    await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  });
}

test('the overview is printed with its figures, not with what switches and asks', async ({ page }) => {
  await openWithData(page, '/');
  const switches = [
    page.getByRole('navigation', { name: 'Pages' }),
    page.getByRole('button', { name: 'Live' }),
    page.getByRole('button', { name: 'Checkpoint now' }),
    page.getByRole('button', { name: 'Show as table' }).first(),
    page.getByRole('button', { name: 'About Buffered rows' }),
    ...['Theme', 'Write strategy', 'Time range'].map((name) => page.getByLabel(name, { exact: true }).last()),
  ];
  for (const control of switches) await expect(control).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  for (const control of switches) await expect(control).toBeHidden();
  await expect(region(page, 'Buffered rows').locator('p').first()).toHaveText(/^\d/);
  await expect(page.getByText('is in force.', { exact: false }).first()).toBeVisible();
});
