import { expect, test } from '@playwright/test';
import { createStore } from '../../experiment/store.ts';
import { parsePlan } from '../../experiment/plan.ts';
import { resultOf, runOf } from '../experiment/results.ts';
import { region } from './support/pages.ts';
import { systemDir, url } from './support/running.ts';

test('a kept experiment is shown with its verdict, its claims and its lines, and comes as a file', async ({
  page,
}) => {
  const plan = parsePlan({ arms: 'direct,hybrid-split' });
  const result = resultOf([runOf(0, [9_000, 9_100, 9_200, 9_300]), runOf(1, [90, 91, 92, 93])], plan);
  createStore(systemDir()).open('kept', plan).close(result);
  await page.goto(url('/compare?run=kept'));
  const shown = region(page, 'Result');
  await expect(shown.getByText('hybrid-split against direct: statements −99.0 %')).toBeVisible();
  await expect(shown.getByRole('row', { name: /Pages in a cycle.*9,150.*92/ })).toBeVisible();
  const claims = region(page, 'What the fix promised, and what came of it');
  await expect(claims.getByRole('listitem').filter({ hasText: 'Fewer writes' })).toContainText('held');
  await expect(page.locator('figure .recharts-line-curve')).toHaveCount(4 * 2);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    shown.getByRole('link', { name: 'html' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('experiment-kept.html');
});

test('an experiment is started on the page, watched, and stopped', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(url('/compare'));
  const form = region(page, 'New experiment');
  await form.getByRole('checkbox', { name: 'hybrid-split' }).uncheck();
  await form.getByRole('radio', { name: 'seed' }).click();
  await expect(form.getByText('npm run compare -- --arms direct,hybrid --preset seed')).toBeVisible();
  await form.getByRole('button', { name: 'Start' }).click();
  const running = region(page, 'Experiments').getByRole('listitem').filter({ hasText: 'running' });
  await expect(running.getByText('Run 1 of 4, direct: every row is synced once')).toBeVisible({
    timeout: 90_000,
  });
  await expect(form.getByRole('button', { name: 'An experiment runs' })).toBeDisabled();
  await running.getByRole('button', { name: 'Stop and keep what is done' }).click();
  await expect(running).toHaveCount(0, { timeout: 30_000 });
  await expect(form.getByRole('button', { name: 'Start' })).toBeEnabled();
});
