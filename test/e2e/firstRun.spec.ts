import { expect, type Locator, type Page, test } from '@playwright/test';
import { region, switchTo } from './support/pages.ts';
import { ensureStrategy, url } from './support/running.ts';

/** On a busy machine. The steps that take cycles are gone through by `npm run verify -- tour`. */
const SOON = { timeout: 60_000 };

test.beforeEach(() => ensureStrategy('direct'));
test.afterEach(() => ensureStrategy('direct'));

const step = (page: Page, name: string): Locator => page.locator(`[data-step="${name}"]`);

test('the first visit has steps that tick themselves, go by a click, and come back', async ({ page }) => {
  await page.goto(url('/'));
  const steps = page.getByRole('list', { name: 'First steps' });
  await expect(steps.getByRole('listitem')).toHaveCount(5);
  await expect(step(page, 'to-hybrid')).not.toHaveAttribute('data-done');
  await switchTo(page, 'hybrid');
  await expect(step(page, 'to-hybrid')).toHaveAttribute('data-done', 'true', SOON);
  await expect(step(page, 'to-split')).not.toHaveAttribute('data-done');

  await page.getByRole('button', { name: 'Got it' }).click();
  await expect(steps).toHaveCount(0);
  await page.goto(url('/'));
  await expect(region(page, 'Before and after')).toBeVisible();
  await expect(steps).toHaveCount(0);
  await page.goto(url('/?tour=1'));
  await expect(step(page, 'to-hybrid')).toHaveAttribute('data-done', 'true', SOON);
});

test('a person marks a change: it is on the charts, in the list and among the periods', async ({ page }) => {
  await page.goto(url('/'));
  const panel = region(page, 'Before and after');
  const text = `index dropped ${Date.now() % 100_000}`;
  await panel.getByRole('button', { name: 'Mark a change' }).click();
  const dialog = page.getByRole('dialog', { name: 'What did you change?' });
  await dialog.getByRole('textbox', { name: 'What changed' }).fill(text);
  await dialog.getByRole('button', { name: 'Mark now' }).click();
  const after = panel.getByRole('combobox', { name: 'After' });
  const option = after.getByRole('option').filter({ hasText: text });
  await expect(option).toHaveCount(1, SOON);
  await expect(page.locator('line[data-event="note"]').first()).toBeAttached(SOON);
  await after.selectOption(await option.getAttribute('value'));
  await expect(page).toHaveURL(/[?&]after=\d+/);
  await page.goto(url('/checkpoints'));
  await expect(page.locator('tr[data-mark="note"]').filter({ hasText: text })).toBeVisible(SOON);
});

test('a mark that is no line of text is refused, and said so', async ({ page }) => {
  await page.goto(url('/'));
  const panel = region(page, 'Before and after');
  await panel.getByRole('button', { name: 'Mark a change' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mark now' }).click();
  await expect(panel.getByRole('alert')).toContainText(
    'Not marked: text is "": it takes one line of 1 to 80',
  );
});
