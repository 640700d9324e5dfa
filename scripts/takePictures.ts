import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';
import { CHROMIUM_ARGS } from './chromium.ts';
import { startTemporaryRun } from './temporaryRun.ts';

/** The README's pictures, of a real run: `incident` under `direct`, with enough history to see the cycles. */
const PICTURES = join('docs', 'pictures');
const HISTORY_MS = 200_000;
const SHOTS = [
  { name: 'overview', path: '/?range=5m', height: 1250 },
  { name: 'checkpoints', path: '/checkpoints', height: 800 },
  { name: 'feed', path: '/feed', height: 800 },
];

const executablePath = process.env['BREAKWATER_CHROMIUM'];
const run = await startTemporaryRun({ PRESET: 'incident', STRATEGY: 'direct', LOG_LEVEL: 'warn' });
try {
  const { dashboardUrl } = JSON.parse(readFileSync(join(run.dataDir, 'run.json'), 'utf8')) as {
    dashboardUrl: string;
  };
  process.stdout.write(`Running; pictures in about ${Math.round(HISTORY_MS / 1_000)} s\n`);
  await delay(HISTORY_MS);
  const browser = await chromium.launch({
    args: CHROMIUM_ARGS,
    ...(executablePath !== undefined && { executablePath }),
  });
  for (const colorScheme of ['light', 'dark'] as const) await takeAll(browser, dashboardUrl, colorScheme);
  await browser.close();
} finally {
  await run.stop();
}

async function takeAll(browser: Browser, dashboardUrl: string, colorScheme: 'light' | 'dark'): Promise<void> {
  for (const { name, path, height } of SHOTS) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height } });
    await page.goto(dashboardUrl + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const dismiss = page.getByRole('button', { name: 'Dismiss' });
    if (await dismiss.isVisible()) await dismiss.click();
    // The charts come after the page.
    await page.waitForTimeout(4_000);
    const file = join(PICTURES, `${name}-${colorScheme}.png`);
    await page.screenshot({ path: file });
    process.stdout.write(`${file}\n`);
    await page.close();
  }
}
