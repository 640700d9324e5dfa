import { expect, type Page, test } from '@playwright/test';
import { COLOR_SCHEMES, findViolations } from './findViolations.ts';
import { readOverflow } from './pages.ts';

/** Two tests of what `open` shows: axe finds nothing in either scheme, and it fits a small screen. */
export function judge(what: string, open: (page: Page) => Promise<void>): void {
  test(`${what}: axe finds no violation, light or dark`, async ({ page }) => {
    await open(page);
    for (const colorScheme of COLOR_SCHEMES) {
      await page.emulateMedia({ colorScheme });
      expect(await findViolations(page), colorScheme).toEqual([]);
    }
  });

  test(`${what}: fits a screen of 390 px`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page);
    expect(await readOverflow(page)).toBeLessThanOrEqual(0);
  });
}
