/** ms since the navigation began. */
export interface OpeningMeasurement {
  readonly firstPaintMs: number;
  /** The end of the last task of 50 ms or more before half a second without one; the first paint where there is none. */
  readonly interactiveMs: number;
}

interface Watch {
  readOpening(): OpeningMeasurement;
  /** From now on. */
  expectDrawing(): void;
  /** From the arrival of the samples to the end of the drawing that follows, in ms; null before. */
  readDrawing(): number | null;
}

declare global {
  interface Window {
    breakwaterWatch: Watch;
  }
}

/** Runs in the page, before all else: notes long tasks, the arrival of samples, and when charts have been drawn. */
export function watchPage(): void {
  // Once nothing has blocked the page for this time it answers; later tasks are the live stream's.
  const QUIET_MS = 500;
  // A change in a chart after this time is another drawing: the live stream goes on.
  const PAUSE_MS = 100;
  const longTasks: PerformanceEntry[] = [];
  let arrivedAt: number | null = null;
  let drawnAt: number | null = null;
  new PerformanceObserver((list) => longTasks.push(...list.getEntries())).observe({
    type: 'longtask',
    buffered: true,
  });

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
    const now = performance.now();
    if (!isDrawing || (drawnAt !== null && now - drawnAt > PAUSE_MS)) return;
    drawnAt = now;
    // The frame that shows it is over when a task after it runs.
    requestAnimationFrame(() => setTimeout(() => (drawnAt = performance.now())));
  }).observe(document, { subtree: true, childList: true, attributes: true });

  window.breakwaterWatch = {
    readOpening: () => {
      const firstPaintMs = performance.getEntriesByName('first-contentful-paint')[0]!.startTime;
      let interactiveMs = firstPaintMs;
      for (const { startTime, duration } of longTasks) {
        if (startTime - interactiveMs > QUIET_MS) break;
        interactiveMs = Math.max(interactiveMs, startTime + duration);
      }
      return { firstPaintMs, interactiveMs };
    },
    expectDrawing: () => {
      arrivedAt = null;
      drawnAt = null;
    },
    readDrawing: () => (arrivedAt === null || drawnAt === null ? null : drawnAt - arrivedAt),
  };
}
