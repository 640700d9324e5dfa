import type { Locator, Page } from '@playwright/test';
import { region } from './pages.ts';

/** One chart that represents all: they share their window and their crosshair. */
export const chart = (page: Page): Locator => region(page, 'Buffer size');
export const slider = (page: Page): Locator => chart(page).getByRole('slider');

/** The edges of the plot, ms since the epoch. Both are of one moment: they move along with the clock. */
export const readWindow = (page: Page): Promise<{ from: number; to: number }> =>
  slider(page).evaluate((plot) => ({ from: Number(plot.ariaValueMin), to: Number(plot.ariaValueMax) }));

/** Reads the chart at a moment: the pointer is put there. */
export async function readChartAt(page: Page, at: number): Promise<string> {
  const { from, to } = await readWindow(page);
  const { width, height } = (await slider(page).boundingBox())!;
  await slider(page).hover({ position: { x: ((at - from) / (to - from)) * width, y: height / 2 } });
  return (await slider(page).getAttribute('aria-valuetext')) ?? '';
}
