import { expect, type Locator, type Page, test } from '@playwright/test';
import { waitForExit } from '../../scripts/embedded/child.ts';
import type { WorkerProcess } from '../../scripts/embedded/worker.ts';
import { region } from './support/pages.ts';
import { type Pieces, startPieces } from './support/startPieces.ts';

/** A worker is taken for gone 15 s after its last sign; a start takes seconds. */
const SOON = { timeout: 60_000 };
let pieces: Pieces;
let worker: WorkerProcess;

test.beforeAll(async () => {
  pieces = await startPieces();
  worker = pieces.startWorker();
});
test.afterAll(async () => {
  await worker.stop();
  await pieces.stop();
});

const health = (page: Page): Locator => page.getByRole('list', { name: 'Health' });

test('a killed worker is told since when, and the page comes back by itself', async ({ page }) => {
  await page.goto(`${pieces.dashboardUrl}/?range=5m`);
  let loads = 0;
  page.on('load', () => loads++);
  const banner = page.getByText(/^No worker since/);
  const buffered = region(page, 'Buffered rows');
  await expect(health(page)).toContainText(/Worker \S* ?up/, SOON);
  await expect(buffered.locator('p').first()).toHaveText(/^\d/, SOON);

  const killedAt = Date.now();
  worker.child.kill('SIGKILL');
  await waitForExit(worker.child);
  await expect(banner).toBeVisible(SOON);
  const since = Date.parse((await banner.locator('time').getAttribute('datetime'))!);
  // It gives a sign each second; a busy machine is late.
  expect(since).toBeGreaterThan(killedAt - 10_000);
  expect(since).toBeLessThanOrEqual(killedAt);
  await expect(health(page)).toContainText(/Worker \S* ?down/);
  await expect(buffered.locator('p').first()).toHaveText('–');

  worker = pieces.startWorker();
  await expect(banner).toBeHidden(SOON);
  await expect(health(page)).toContainText(/Worker \S* ?up/);
  await expect(buffered.locator('p').first()).toHaveText(/^\d/, SOON);
  expect(loads).toBe(0);
});
