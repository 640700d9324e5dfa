import { expect, type Page, test } from '@playwright/test';
import { expectStream } from './support/expectStream.ts';
import { openLive, openPage, region } from './support/pages.ts';

/** The parts that follow the stream: the cycle, the figures, and the newest row of a chart. */
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

test('without its stream the page asks, says so, and streams again as soon as it can', async ({ page }) => {
  const stream = /\/api\/trpc\/live\.stream/;
  await page.route(stream, (route) => route.abort());
  const countLoads = await openPage(page, '/?range=5m');
  const chart = region(page, 'WAL and full-page images');
  await chart.getByRole('button', { name: 'Show as table' }).click();
  const said = page.getByText('no stream: asked every 2 s');
  await expect(said).toBeVisible();
  const before = await readPicture(page);
  await expect
    .poll(async () => (await readPicture(page)).map((part, i) => part === before[i]))
    .toEqual([false, false, false]);
  await expect(said).toBeVisible();

  await page.unroute(stream);
  await expect(said).toBeHidden();
  await expectStream(page);
  expect(countLoads()).toBe(0);
});
