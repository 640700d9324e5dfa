import { expect, type Locator, type Page } from '@playwright/test';
import { waitForExit } from '../../scripts/launch/embedded/child.ts';
import { chart, readChartAt } from './support/charts.ts';
import { A_CYCLE, region } from './support/pages.ts';
import { test } from './support/startPieces.ts';

/** A figure of a worker that is gone is kept for 15 s; a start takes seconds. */
const SOON = { timeout: 60_000 };

const health = (page: Page): Locator => page.getByRole('list', { name: 'Health' });

/** The checkpoint that runs, behind the values of a chart. */
const runningBand = (page: Page): Locator => chart(page).locator('rect[fill="var(--hue-grey)"]');

test('a killed worker is reported with its time, its gap is shown, and the page comes back by itself', async ({
  page,
  pieces,
}) => {
  await page.goto(`${pieces.dashboardUrl}/?range=5m`);
  let loads = 0;
  page.on('load', () => loads++);
  const banner = page.getByRole('alert').filter({ hasText: 'No report from the worker since' });
  const buffered = region(page, 'Buffered rows');
  await expect(health(page)).toContainText(/Worker \S* ?up/, SOON);
  await expect(buffered.locator('p').first()).toHaveText(/^\d/, SOON);

  // The history that is read below, and a checkpoint that runs.
  await expect.poll(() => readChartAt(page, Date.now() - 10_000), SOON).toContain('Buffered');
  const cycle = region(page, 'Checkpoint cycle');
  await expect(cycle.getByText(/^Checkpoint since/)).toBeVisible(A_CYCLE);
  await expect(runningBand(page)).toBeVisible();

  const killedAt = Date.now();
  pieces.worker.child.kill('SIGKILL');
  await waitForExit(pieces.worker.child);
  await expect(banner).toBeVisible(SOON);
  const since = Date.parse((await banner.locator('time').getAttribute('datetime'))!);
  // It gives a sign each second; a busy machine is late.
  expect(since).toBeGreaterThan(killedAt - 10_000);
  expect(since).toBeLessThanOrEqual(killedAt);
  await expect(health(page)).toContainText(/Worker \S* ?not responding/);
  await expect(buffered.locator('p').first()).toHaveText('–', SOON);
  await expect(cycle.getByText('Showing the last known state', { exact: false })).toBeVisible();
  await expect(runningBand(page)).toBeHidden();
  const inTheGap = (since + Date.now()) / 2;

  pieces.startWorker();
  await expect(banner).toBeHidden(SOON);
  await expect(health(page)).toContainText(/Worker \S* ?up/);
  await expect(buffered.locator('p').first()).toHaveText(/^\d/, SOON);
  await expect.poll(() => readChartAt(page, inTheGap)).toContain('no data');
  await expect.poll(() => readChartAt(page, since - 5_000)).toContain('Buffered');
  expect(loads).toBe(0);
});
