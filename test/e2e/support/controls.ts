import type { Page } from '@playwright/test';

/** Where the focus is, as a person sees and hears it. */
export interface Stop {
  readonly name: string;
  readonly visible: boolean;
}

const PRESSES = 20;

/**
 * Presses Tab until the focus has left the page or is back at its first stop; what had the focus. Names are taken from
 * the labels and the text, as far as the controls of this project have them.
 */
export async function listStops(page: Page, most = 400): Promise<readonly Stop[]> {
  await page.evaluate(watchFocus);
  for (let pressed = 0; pressed < most; pressed += PRESSES) {
    for (let i = 0; i < PRESSES; i++) await page.keyboard.press('Tab');
    const stops = await page.evaluate(() => (window as WatchedWindow).stops ?? []);
    const first = stops[0];
    const again = stops.findIndex((stop, i) => i > 0 && stop.name === first?.name);
    if (again > 0) return stops.slice(0, again);
  }
  throw new Error(`More than ${most} stops`);
}

type WatchedWindow = Window & { stops?: Stop[] };

/** Runs in the page. */
function watchFocus(): void {
  const stops: Stop[] = [];
  (window as WatchedWindow).stops = stops;
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    const { width, height } = target.getBoundingClientRect();
    const isHidden = target.closest('[aria-hidden=true], [inert]') !== null;
    const label = document.getElementById(target.getAttribute('aria-labelledby') ?? '')?.textContent;
    const own = target instanceof HTMLInputElement ? target.labels?.[0]?.textContent : target.textContent;
    const name = label ?? target.getAttribute('aria-label') ?? own ?? '';
    const isShown = target.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    stops.push({
      name: name.trim() || target.outerHTML.slice(0, 120),
      visible: isShown && !isHidden && width > 0 && height > 0,
    });
  });
}

/** Buttons, links and fields that are smaller than a fingertip: 24 px a side, links within a text left out (WCAG 2.5.8). */
export const listSmallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const isInText = (element: Element): boolean => {
      if (getComputedStyle(element).display !== 'inline') return false;
      const text = element.closest('p, li, dd, td, figcaption')?.textContent ?? '';
      return text.trim().length > (element.textContent ?? '').trim().length;
    };
    /** A label is pressed for its field, a row for its link. */
    const findTarget = (element: Element): Element =>
      element.closest('label') ??
      (element.matches('[data-row-link]') ? element.closest('tr') : null) ??
      element;
    const controls = 'a[href], button, input, select, summary, [role=slider], [role=row][tabindex]';
    return (
      [...document.querySelectorAll(controls)]
        .filter((element) => element.checkVisibility() && !isInText(element))
        .map((element) => ({ element, box: findTarget(element).getBoundingClientRect() }))
        // An element that only screen readers and the first Tab see has no size.
        .filter(({ box }) => box.width > 1 && (box.width < 23.5 || box.height < 23.5))
        .map(
          ({ element, box }) =>
            `${box.width.toFixed(1)} × ${box.height.toFixed(1)}: ${element.outerHTML.slice(0, 160)}`,
        )
    );
  });

/** Headings whose accessible name says a thing twice. */
export const listRepeatedHeadings = async (page: Page): Promise<readonly string[]> => {
  const tree = await page.getByRole('main').ariaSnapshot();
  return [...tree.matchAll(/heading "([^"]+)"/g)]
    .map(([, name = '']) => name)
    .filter((name) => / About /.test(name) || /^(.+) \1$/.test(name));
};
