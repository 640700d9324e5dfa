import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { RATE_WINDOW_MS } from '../../app/_components/overview/charts/timeWindow.ts';
import { SAMPLES_KEPT_MS, SECOND_MS } from '../../redis/history/sampleGrid.ts';
import { quantileOf } from '../../domain/statistics.ts';
import { type OpeningMeasurement, watchPage } from './watchPage.ts';

const VIEWPORT = { width: 1_455, height: 1_000 };
/** After this time without a long task, loading is complete. */
const QUIET_MS = 3_000;
const DRAWN_WITHIN_MS = 2_000;
const MINUTE_MS = 60_000;
const BYTES_PER_MB = 1e6;

/** ms from the data's arrival to the picture. */
export interface DrawingMeasurement {
  readonly medianMs: number;
  readonly mostMs: number;
  readonly times: number;
}

export interface LiveMeasurement {
  readonly minutes: number;
  /** Shares of one core: of the page's process, and of all of the browser's. */
  readonly pageCpuShare: number;
  readonly browserCpuShare: number;
  /** After a garbage collection: at the beginning, then at the end of each minute. */
  readonly heapMb: readonly number[];
}

/** Opens `/` again, `times` times. */
export async function measureOpening(
  browser: Browser,
  url: string,
  times: number,
): Promise<readonly OpeningMeasurement[]> {
  const measured: OpeningMeasurement[] = [];
  for (let i = 0; i < times; i++) {
    const page = await openPage(browser, url);
    await delay(QUIET_MS);
    measured.push(await page.evaluate(() => window.breakwaterWatch.readOpening()));
    await page.context().close();
  }
  return measured;
}

/** Shows two hours that the history has second by second, each time another two. */
export async function measureDrawing(
  browser: Browser,
  url: string,
  times: number,
): Promise<DrawingMeasurement> {
  const page = await openPage(browser, url);
  await delay(QUIET_MS);
  const measured: number[] = [];
  for (let i = 0; i < times; i++) {
    const to = Date.now() - i * SECOND_MS;
    // The page reads somewhat more, for the rates at the beginning; what is older is kept every 10 s.
    const from = Date.now() - SAMPLES_KEPT_MS + 3 * RATE_WINDOW_MS;
    await page.evaluate((query) => {
      window.breakwaterWatch.expectDrawing();
      window.history.pushState(null, '', query);
    }, `?from=${from}&to=${to}`);
    await delay(DRAWN_WITHIN_MS);
    const drawnMs = await page.evaluate(() => window.breakwaterWatch.readDrawing());
    if (drawnMs === null) throw new Error('The charts of two hours were not drawn');
    measured.push(drawnMs);
  }
  await page.context().close();
  measured.sort((a, b) => a - b);
  return { medianMs: quantileOf(measured, 0.5), mostMs: measured.at(-1)!, times };
}

/** The cost of the open page while it follows the live stream. */
export async function measureLive(
  browser: Browser,
  url: string,
  { minutes, say }: { readonly minutes: number; readonly say: (line: string) => void },
): Promise<LiveMeasurement> {
  const page = await openPage(browser, url);
  await delay(QUIET_MS);
  const processes = await browser.newBrowserCDPSession();
  const session = await page.context().newCDPSession(page);
  const heapMb = [await readHeapMb(session)];
  const before = await readCpuSeconds(processes);
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    await delay(startedAt + minute * MINUTE_MS - performance.now());
    heapMb.push(await readHeapMb(session));
    say(`live page: ${minute} of ${minutes} min, heap ${heapMb.at(-1)!.toFixed(1)} MB`);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await readCpuSeconds(processes);
  await page.context().close();
  return {
    minutes,
    pageCpuShare: (after.page - before.page) / seconds,
    browserCpuShare: (after.all - before.all) / seconds,
    heapMb,
  };
}

/** As one who has been here before; resolves once the charts are drawn. */
async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  // tsx keeps the names of functions by a helper that the page does not have.
  await page.addInitScript({ content: `const __name = (named) => named; (${watchPage.toString()})();` });
  await page.goto(url);
  await page.locator('svg.recharts-surface').nth(3).waitFor();
  return page;
}

async function readHeapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / BYTES_PER_MB;
}

async function readCpuSeconds(session: CDPSession): Promise<{ readonly page: number; readonly all: number }> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sum = (type?: string): number =>
    processInfo
      .filter((info) => type === undefined || info.type === type)
      .reduce((total, { cpuTime }) => total + cpuTime, 0);
  return { page: sum('renderer'), all: sum() };
}
