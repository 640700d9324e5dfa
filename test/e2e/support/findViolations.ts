import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Every violation that axe finds on the page as it is, with its element. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  return analyze(buildAxe(page));
}

/** The same for a page that was judged in another theme: only what depends on colours. */
export async function findColorViolations(page: Page): Promise<readonly string[]> {
  return analyze(buildAxe(page).withRules(['color-contrast', 'link-in-text-block']));
}

/** It describes only violations: to describe all that passes takes longer than to find it. */
const buildAxe = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).options({ resultTypes: ['violations'] });

async function analyze(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
