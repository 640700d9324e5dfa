import { expect, test } from '@playwright/test';
import { region } from './support/pages.ts';
import { url } from './support/running.ts';

test('a slider moves the prediction, and the address keeps it', async ({ page }) => {
  await page.goto(url('/what-if'));
  const outcome = region(page, 'Predicted, before and after');
  const pages = outcome.getByRole('row', { name: /^Pages a checkpoint writes/ });
  const before = await pages.getByRole('cell').first().textContent();
  await page.getByRole('textbox', { name: 'Rows that are updated' }).fill('200');
  await expect(pages.getByRole('cell').first()).not.toHaveText(before!);
  await expect(page).toHaveURL(/updated-rows=200/);
  const now = await pages.textContent();
  await page.reload();
  await expect(pages).toHaveText(now!);
  const slider = page.getByRole('slider', { name: 'Updates, slider' });
  await slider.focus();
  await slider.press('ArrowRight');
  await expect(page).toHaveURL(/updates-per-second=/);
});

test('settings become statements, and a preset starts again', async ({ page }) => {
  await page.goto(url('/what-if?preset=seed'));
  await region(page, 'After').getByRole('button', { name: 'Calm settings' }).click();
  const there = region(page, 'To get there');
  await expect(there.getByText("ALTER SYSTEM SET checkpoint_timeout = '900s';")).toBeVisible();
  await expect(there.getByText('npm run strategy -- hybrid-split')).toBeVisible();
  await expect(there.getByText(/npm run predict -- --preset seed/)).toBeVisible();
  await region(page, 'Workload').getByRole('radio', { name: 'incident' }).click();
  await expect(there.getByText('No setting of the server changes.')).toBeVisible();
});

test('the incident’s log lines are compared with what 630 writes can do', async ({ page }) => {
  await page.goto(url('/what-if'));
  const lines = region(page, 'The incident’s three log lines: what must have been true');
  await expect(lines.getByRole('row', { name: /10,113 buffers/ })).toContainText('updates/h');
  await expect(lines.getByText('A checkpoint every 30 to 60 min instead of every 5')).toBeVisible();
});

test('the running workload fills the sliders and says what is assumed', async ({ page }) => {
  await page.goto(url('/what-if'));
  const card = region(page, 'Your workload now');
  await card.getByRole('button', { name: 'Fill from the running system' }).click();
  await expect(card.getByText('public.token_discovery', { exact: false })).toBeVisible({ timeout: 30_000 });
  await expect(page).toHaveURL(/rows=/);
});

test('an address that is no scenario is reported', async ({ page }) => {
  await page.goto(url('/what-if?rows=many'));
  await expect(page.getByText('rows is "many"', { exact: false })).toBeVisible();
});

test('all but the running workload is computed in the browser', async ({ page }) => {
  await page.goto(url('/what-if'));
  const pages = region(page, 'Predicted, before and after').getByRole('row', {
    name: /^Pages a checkpoint writes/,
  });
  const before = await pages.textContent();
  await page.route('**/api/**', (route) => route.abort());
  await region(page, 'After').getByRole('radio', { name: 'hybrid', exact: true }).click();
  await expect(pages).not.toHaveText(before!);
  await region(page, 'Your workload now')
    .getByRole('button', { name: 'Fill from the running system' })
    .click();
  await expect(page.getByText('The running system cannot be read', { exact: false })).toBeVisible();
});
