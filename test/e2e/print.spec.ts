import { CHART_TITLES } from '../../app/_components/overview/charts/chartTitles.ts';
import { expect, type Page, test } from '@playwright/test';
import { listData, openLive, openWithData, PAGES, region } from './support/pages.ts';
import { url } from './support/running.ts';

const countPages = async (page: Page): Promise<number> => {
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
};

test('the overview prints in one column', async ({ page }) => {
  await page.setViewportSize({ width: 1_600, height: 900 });
  await openLive(page, '/');
  const sections = page.locator('section', { has: page.locator('.recharts-surface') });
  await expect(sections).toHaveCount(CHART_TITLES.length);
  const lefts = async (): Promise<number> =>
    new Set(
      await sections.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left))),
    ).size;
  expect(await lefts()).toBe(2);
  await page.emulateMedia({ media: 'print' });
  expect(await lefts()).toBe(1);
});

test('a chart that was drawn for a wide screen is scaled to the paper, and what lies on it as well', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1_600, height: 900 });
  await openLive(page, '/');
  const plot = page.locator('div', { has: page.locator('> div > .recharts-wrapper') }).last();
  await expect(plot).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  // Measured at once, as a printer does it: on a screen the chart would be drawn again.
  const boxes = await plot.evaluate((element) => {
    element.style.width = '400px';
    const drawn = [...element.querySelectorAll<SVGElement>(':scope > svg, .recharts-surface')];
    const measured = drawn
      .map((svg) => svg.getBoundingClientRect())
      .map(({ x, y, width }) => ({ x, y, width }));
    element.style.width = '';
    return measured;
  });
  expect(boxes.length).toBeGreaterThan(1);
  for (const box of boxes) {
    expect(box.width).toBeCloseTo(400, 0);
    expect(box.x).toBeCloseTo(boxes[0]!.x, 0);
    expect(box.y).toBeCloseTo(boxes[0]!.y, 0);
  }
});

test('the feed prints the rows that are drawn, not empty pages for all that are loaded', async ({ page }) => {
  await page.goto(url('/feed'));
  const grid = page.getByRole('grid');
  await expect(page.getByRole('gridcell').first()).toBeVisible();
  const scrollDown = (): Promise<number> =>
    grid.evaluate((element) => {
      element.scrollTo({ top: element.scrollHeight });
      return element.scrollHeight;
    });
  // Some 16 pages of rows.
  await expect.poll(scrollDown).toBeGreaterThan(16_000);
  expect(await countPages(page)).toBeLessThanOrEqual(3);
});

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
  await expect(page.getByText('is active.', { exact: false }).first()).toBeVisible();
});
