import { expect, type Page, test } from '@playwright/test';
import { openLive, region } from './support/pages.ts';

/** What follows the stream: the cycle, the figures, and the newest row of a chart. */
async function readPicture(page: Page): Promise<readonly string[]> {
  const chart = region(page, 'WAL and full-page images as a table');
  return Promise.all([
    region(page, 'Checkpoint cycle').innerText(),
    region(page, 'Figures').innerText(),
    chart.getByRole('row').nth(1).innerText(),
  ]);
}

const readNewPoints = async (page: Page): Promise<number> =>
  Number.parseInt(await page.getByText(/^\d+ new points?$/).innerText(), 10);

test('paused, the page stands still and counts what comes; resumed, it catches up', async ({ page }) => {
  const countLoads = await openLive(page, '/?range=5m');
  const chart = region(page, 'WAL and full-page images');
  await chart.getByRole('button', { name: 'Show as table' }).click();
  await expect(chart.getByRole('row').nth(1)).toBeVisible();
  const before = await readPicture(page);
  await expect.poll(() => readPicture(page)).not.toEqual(before);

  await page.getByRole('button', { name: 'Live' }).click();
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible();
  const held = await readPicture(page);
  await expect.poll(() => readNewPoints(page)).toBeGreaterThan(5);
  expect(await readPicture(page)).toEqual(held);

  await page.getByRole('button', { name: 'Paused' }).click();
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await expect
    .poll(async () => (await readPicture(page)).map((part, i) => part === held[i]))
    .toEqual([false, false, false]);
  await expect(page.getByText(/new points?$/)).toBeHidden();
  expect(countLoads()).toBe(0);
});
