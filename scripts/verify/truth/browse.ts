import { type Browser, chromium, type Page } from '@playwright/test';
import { ensureBrowser } from '../../launch/bootstrap.mjs';
import { CHROMIUM_ARGS } from '../../launch/chromium.ts';
import { readPage } from './readPage.ts';
import type { Reading } from './shown.ts';

const PAGES = {
  overview: '/',
  checkpoints: '/checkpoints',
  compare: '/compare',
  buffer: '/buffer',
  feed: '/feed',
};
const VIEWPORT = { width: 1_280, height: 1_000 };
const PATIENCE_MS = 60_000;

export interface Pages {
  /** All of them, at about the same moment. */
  readonly read: () => Promise<readonly Reading[]>;
  readonly switchTo: (strategy: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A real browser on every page. Each has connections of its own: a browser opens six to one address. */
export async function openPages(dashboardUrl: string): Promise<Pages> {
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: CHROMIUM_ARGS });
  try {
    const opened = await Promise.all(
      Object.entries(PAGES).map(
        async ([name, path]) => [name, await openPage(browser, dashboardUrl + path)] as const,
      ),
    );
    const overview = new Map(opened).get('overview')!;
    return {
      read: () => Promise.all(opened.map(([name, page]) => readPage(page, name))),
      switchTo: (strategy) => overview.getByRole('radio', { name: strategy, exact: true }).click(),
      close: () => browser.close(),
    };
  } catch (error: unknown) {
    await browser.close();
    throw error;
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  // tsx marks names by a function that the page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
  return page;
}
