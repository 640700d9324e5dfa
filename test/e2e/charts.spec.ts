import { expect, type Locator, type Page, test } from '@playwright/test';
import { chart, readChartAt, readWindow, slider } from './support/charts.ts';
import { openLive, region } from './support/pages.ts';

const CLOCK = /^\d\d:\d\d:\d\d$/;
/** The charts come after the first paint. */
const SOON = { timeout: 30_000 };

/** The moment that the legend's values are of. */
const moment = (page: Page): Locator => chart(page).getByRole('listitem').last();

async function readSpan(page: Page): Promise<number> {
  const { from, to } = await readWindow(page);
  return to - from;
}

test('the legend says now beside what is of now, and the time beside all else', async ({ page }) => {
  await openLive(page, '/?range=5m');
  await expect(moment(page)).toHaveText('now', SOON);
  // The history that is read below.
  await expect.poll(() => readChartAt(page, Date.now() - 10_000), SOON).toContain('Buffered');
  const to = Date.now() - 5_000;
  await page.goto(`${page.url().split('?')[0]}?from=${to - 60_000}&to=${to}`);
  await expect(moment(page)).toHaveText(CLOCK, SOON);
});

test('arrow keys move one crosshair through all charts, and it goes with the focus', async ({ page }) => {
  await openLive(page, '/?range=5m');
  await expect(moment(page)).toHaveText('now', SOON);
  await slider(page).focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
  await expect(moment(page)).toHaveText(CLOCK);
  const other = region(page, 'WAL and full-page images');
  await expect(other.getByRole('listitem').last()).toHaveText(CLOCK);
  await page.keyboard.press('Tab');
  await expect(moment(page)).toHaveText('now');
  await expect(other.getByRole('listitem').last()).toHaveText('now');
});

/** The most time that a test takes between two polls. */
const A_WHILE_MS = 45_000;

test('keys and a drag zoom into all charts, and the address keeps it until it is reset', async ({ page }) => {
  const countLoads = await openLive(page, '/?range=5m');
  await expect(moment(page)).toHaveText('now', SOON);
  const whole = await readSpan(page);
  await slider(page).focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('+');
  await expect.poll(() => readSpan(page)).toBeLessThan(whole * 0.6);
  await expect(page).toHaveURL(/[?&]from=\d+&to=\d+/);
  await page.keyboard.press('-');
  // Charts begin at the first sample: until the range is full of them, it grows; and it is whole until they are read.
  const hasGrown = (span: number): boolean => span >= whole && span < whole + A_WHILE_MS;
  await expect.poll(async () => hasGrown(await readSpan(page))).toBe(true);
  await expect(page).not.toHaveURL(/from=/);

  const before = await readSpan(page);
  const { x, y, width, height } = (await slider(page).boundingBox())!;
  await page.mouse.move(x + width / 4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await readSpan(page)) - before / 4)).toBeLessThan(5_000);
  await page.getByRole('button', { name: 'Reset zoom' }).click();
  await expect.poll(() => readSpan(page)).toBeGreaterThanOrEqual(before);
  expect(countLoads()).toBe(0);
});
