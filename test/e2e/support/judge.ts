import { expect, type Page, test } from '@playwright/test';
import { findColorViolations, findViolations } from './findViolations.ts';
import { readOverflow } from './pages.ts';

/** Two tests of what `open` shows: axe finds nothing in either scheme, and it fits a small screen. */
export function judge(what: string, open: (page: Page) => Promise<void>): void {
  test(`${what}: axe finds no violation, light or dark`, async ({ page }) => {
    await open(page);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await findViolations(page), 'light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findColorViolations(page), 'dark').toEqual([]);
  });

  test(`${what}: fits a screen of 390 px`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page);
    expect(await readOverflow(page)).toBeLessThanOrEqual(0);
  });
}
