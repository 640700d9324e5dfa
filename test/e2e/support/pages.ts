import { expect, type Locator, type Page } from '@playwright/test';
import { CHART_TITLES } from '../../../app/_components/overview/charts/chartTitles.ts';
import { url } from './running.ts';

export const PAGES = [
  '/',
  '/checkpoints',
  '/tables',
  '/logs',
  '/feed',
  '/buffer',
  '/compare',
  '/what-if',
] as const;
export type PagePath = (typeof PAGES)[number];

/** Longer than checkpoint_timeout and what pacing may take: the first checkpoint of a run is there. */
export const A_CYCLE = { timeout: 90_000 };

/** A card, a tile or another titled part of a page. */
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Only then does the page take keys: before, it is HTML without its script. */
export const waitUntilLive = (page: Page): Promise<void> =>
  expect(page.getByRole('button', { name: 'Live' }).locator('[data-status=good]')).toBeVisible({
    timeout: 60_000,
  });

/** The parts of a page once it shows its data: no server renders it, and no placeholder has it. */
const DATA: Readonly<Record<PagePath, (page: Page) => readonly Locator[]>> = {
  '/': (page) => [
    ...CHART_TITLES.map((title) => region(page, title).locator('svg.recharts-surface')),
    region(page, 'Checkpoint cycle').getByRole('progressbar', { name: 'WAL' }),
    page.getByRole('list', { name: 'Last cycles, oldest first' }).getByRole('link').first(),
  ],
  '/checkpoints': (page) => [
    page
      .getByRole('table', { name: /^Checkpoints/ })
      .locator('tbody tr')
      .first(),
  ],
  '/tables': (page) => [region(page, 'Pages by table').getByRole('row').nth(1)],
  '/logs': (page) => [region(page, 'Imported logs'), page.getByLabel('Choose log files')],
  '/feed': (page) => [page.getByRole('gridcell').first()],
  '/buffer': (page) => [
    page.getByRole('list', { name: 'Counts' }),
    ...['Dead letters: refused by PostgreSQL', 'Parked: the row is missing', 'Waiting for the sync'].map(
      (name) => region(page, name),
    ),
  ],
  '/compare': (page) => [
    region(page, 'Result'),
    region(page, 'Experiments'),
    region(page, 'Live periods').getByRole('row').nth(1),
  ],
  '/what-if': (page) => [
    region(page, 'Predicted, before and after').getByRole('row').nth(1),
    region(page, 'Write time of a checkpoint').locator('svg').first(),
    region(page, 'Workload').getByRole('slider').first(),
  ],
};

export const listData = (page: Page, path: PagePath): readonly Locator[] => DATA[path](page);

/** Opens a page and waits until it shows its data. */
export async function openWithData(page: Page, path: PagePath): Promise<void> {
  await page.goto(url(path));
  for (const data of listData(page, path)) await expect(data).toBeVisible(A_CYCLE);
}

/** By how many pixels the page is wider than the screen. */
export const readOverflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Opens a page and waits until it streams. Returns how often it has been loaded since: a live page never is. */
export async function openLive(page: Page, path: string): Promise<() => number> {
  const countLoads = await openPage(page, path);
  await waitUntilLive(page);
  return countLoads;
}

/** The same without its stream. */
export async function openPage(page: Page, path: string): Promise<() => number> {
  await page.goto(url(path));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  let loads = 0;
  page.on('load', () => loads++);
  return () => loads;
}

/** By the page's own control. */
export async function switchTo(page: Page, strategy: string): Promise<void> {
  await page.getByRole('radio', { name: strategy, exact: true }).click();
  await expect(page.getByText(`${strategy} is active.`).first()).toBeVisible();
}
