import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Whether the system asks for light or dark; the theme of the page itself is "as the system". */
export const COLOR_SCHEMES = ['light', 'dark'] as const;

/** Every violation that axe finds on the page as it stands, with its element. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
