import type { Page } from '@playwright/test';
import type { Reading } from './shown.ts';

/** All that a page shows, at one moment: one call, in which the page cannot change. */
export async function readPage(page: Page, name: string): Promise<Reading> {
  const { at, figures, areas } = await page.evaluate(() => {
    const attribute = (element: Element, key: string): string | null => element.getAttribute(`data-${key}`);
    const number = (text: string | null): number | null =>
      text === null || text === '' ? null : Number(text);
    const placeOf = (element: Element): string =>
      element.closest('[aria-label]:not([aria-label=""]), table:has(caption)')?.getAttribute('aria-label') ??
      element.closest('table')?.caption?.innerText ??
      '';
    const sourcesOf = (element: Element | null): string[] =>
      (element?.getAttribute('data-source') ?? '').split(' ').filter(Boolean);
    return {
      at: Date.now(),
      figures: [...document.querySelectorAll('[data-figure], [data-figures]')].flatMap((element) => {
        const [from, to] = [number(attribute(element, 'from')), number(attribute(element, 'to'))];
        const shown = {
          of: attribute(element, 'of') ?? '',
          place: placeOf(element),
          window: from === null || to === null ? null : { from, to },
          isCollecting: attribute(element, 'collecting') !== null,
          text: element.textContent.trim(),
          isMarked: element.closest('[data-stale]') !== null,
          sources: sourcesOf(element.closest('[data-source]')),
        };
        const only = attribute(element, 'figure');
        if (only !== null) return [{ ...shown, figure: only, value: number(attribute(element, 'value')) }];
        const several = JSON.parse(attribute(element, 'figures')!) as Record<string, number | null>;
        return Object.entries(several).map(([figure, value]) => ({ ...shown, figure, value }));
      }),
      areas: [...document.querySelectorAll('[data-source]')].map((element) => ({
        place: placeOf(element),
        sources: sourcesOf(element),
        isMarked: element.closest('[data-stale]') !== null,
      })),
    };
  });
  const inPage = <T extends { place: string }>(shown: T): T => ({
    ...shown,
    place: `${name}: ${shown.place}`,
  });
  return { page: name, at, figures: figures.map(inPage), areas: areas.map(inPage) };
}
