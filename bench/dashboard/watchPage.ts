import type { OpeningMeasurement } from './measurePage.ts';

interface Watch {
  readOpening(): OpeningMeasurement;
  /** From now on. */
  expectDrawing(): void;
  /** From the arrival of the samples to the last change of a chart, in ms; null before. */
  readDrawing(): number | null;
}

declare global {
  interface Window {
    breakwaterWatch: Watch;
  }
}

/** Runs in the page, before all else: notes long tasks, the arrival of samples, and when a chart has changed. */
export function watchPage(): void {
  let interactiveMs = 0;
  let arrivedAt: number | null = null;
  let drawnAt: number | null = null;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) interactiveMs = startTime + duration;
  }).observe({ type: 'longtask', buffered: true });

  const plainFetch = window.fetch;
  window.fetch = async (...request) => {
    const response = await plainFetch(...request);
    if (response.url.includes('history.samples')) {
      await response.clone().text();
      arrivedAt = performance.now();
      drawnAt = null;
    }
    return response;
  };
  const chart = 'svg.recharts-surface';
  new MutationObserver((changes) => {
    if (arrivedAt === null) return;
    const isDrawing = changes.some(
      ({ target }) => target instanceof Element && target.closest(chart) !== null,
    );
    // The frame that shows it is over when a task after it runs.
    if (isDrawing) requestAnimationFrame(() => setTimeout(() => (drawnAt = performance.now())));
  }).observe(document, { subtree: true, childList: true, attributes: true });

  window.breakwaterWatch = {
    readOpening: () => {
      const firstPaintMs = performance.getEntriesByName('first-contentful-paint')[0]!.startTime;
      return { firstPaintMs, interactiveMs: Math.max(firstPaintMs, interactiveMs) };
    },
    expectDrawing: () => {
      arrivedAt = null;
      drawnAt = null;
    },
    readDrawing: () => (arrivedAt === null || drawnAt === null ? null : drawnAt - arrivedAt),
  };
}
