import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import { ensureBrowser } from '../launch/bootstrap.mjs';
import { CHROMIUM_ARGS } from '../launch/chromium.ts';
import { readRunFile } from '../launch/embedded/runFile.ts';
import { startTemporaryRun } from '../launch/temporaryRun.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { say } from '../command/terminal.ts';

/** Takes the README's pictures from a real run: the storm of `incident` under direct, then the flip to hybrid. */

/** The number of complete checkpoints of the storm before the flip; those before it wrote the initial load. */
const STORM_CHECKPOINTS = 4;
/** Write statements an hour: without market data there are few dozen, the storm is 240,000. */
const STORM_WRITES = 1_000;
const PATIENCE_MS = 600_000;
const OVERVIEW = '/?range=5m';
const STILLS = [
  { name: 'overview', path: OVERVIEW, height: 2_000 },
  { name: 'checkpoints', path: '/checkpoints', height: 640 },
  { name: 'feed', path: '/feed', height: 640 },
  { name: 'what-if', path: '/what-if', height: 900 },
] as const;
const WIDTH = 1_455;

/** One frame so often, for 80 s and two syncs; shown ten times as fast. */
const FRAME_EVERY_MS = 1_500;
const FRAMES_AFTER = 54;
const SHOWN_MS = 150;
const READ_MS = 1_600;
const FLIP_WIDTH = 860;
const MAX_FLIP_BYTES = 1_500_000;

const directory = join(projectDir, 'docs', 'pictures');

export async function takePictures(): Promise<void> {
  const executablePath = await ensureBrowser();
  mkdirSync(directory, { recursive: true });
  say('Starting the incident (about a minute) …');
  const run = await startTemporaryRun({ PRESET: 'incident', STRATEGY: 'direct', LOG_LEVEL: 'warn' });
  try {
    const dashboardUrl = readRunFile(run.dataDir).dashboardUrl!;
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
    try {
      say('Waiting for the storm …');
      await waitForStorm(dashboardUrl, readRunFile(run.dataDir).metricsUrl!);
      await takeFlip(browser, dashboardUrl);
      for (const colorScheme of ['light', 'dark'] as const)
        await takeStills(browser, dashboardUrl, colorScheme);
    } finally {
      await browser.close();
    }
  } finally {
    await run.stop();
  }
}

/** Until the load is the storm's, and STORM_CHECKPOINTS after that. */
async function waitForStorm(dashboardUrl: string, metricsUrl: string): Promise<void> {
  const readWrites = async (): Promise<number> => {
    const text = await (await fetch(metricsUrl)).text();
    return Number(/^breakwater_db_writes_per_hour (\S+)$/m.exec(text)?.[1] ?? 0);
  };
  await waitUntil(async () => (await readWrites()) >= STORM_WRITES);
  const stormAt = Date.now();
  await waitUntil(async () => {
    const answer = await fetch(`${dashboardUrl}/api/export/checkpoints?format=json&from=${stormAt}`);
    const checkpoints = (await answer.json()) as readonly ObservedCheckpoint[];
    return checkpoints.filter(({ skipped }) => !skipped).length >= STORM_CHECKPOINTS;
  });
}

/** A server that does not answer yet will. */
async function waitUntil(check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await check().catch(() => false))) {
    if (performance.now() > deadline) throw new Error('The storm does not come');
    await delay(1_000);
  }
}

/** Opens a page as one who has been here before; resolves once its charts, if it has any, are drawn. */
async function openPage(browser: Browser, address: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('button', { name: 'Live' }).waitFor();
  const dismiss = page.getByRole('button', { name: 'Got it' });
  if (await dismiss.isVisible()) await dismiss.click();
  const isOverview = new URL(address).pathname === '/';
  await (isOverview ? page.locator('svg.recharts-surface').nth(3) : page.getByRole('row').nth(2)).waitFor();
  return page;
}

async function takeStills(browser: Browser, dashboardUrl: string, colorScheme: 'light' | 'dark') {
  for (const { name, path, height } of STILLS) {
    const viewport = { width: WIDTH, height };
    const page = await openPage(browser, dashboardUrl + path, {
      colorScheme,
      viewport,
      deviceScaleFactor: 2,
    });
    // Just after a sync nothing waits: the feed is to show what does.
    if (name === 'feed')
      await page
        .getByText(/^buffered \d+ s ago$/)
        .first()
        .waitFor();
    save(
      `${name}-${colorScheme}.webp`,
      await sharp(await takePicture(page))
        .webp({ quality: 84 })
        .toBuffer(),
    );
    await page.context().close();
  }
}

/** Down to the first row of charts, without the place that is kept for a scroll bar. */
async function takePicture(page: Page): Promise<Buffer> {
  const width = await page.evaluate(() => document.body.clientWidth);
  const chart = page.getByRole('region', { name: 'Writes by component', exact: true });
  const box = (await chart.isVisible()) ? await chart.boundingBox() : null;
  const height = box === null ? page.viewportSize()!.height : Math.ceil(box.y + box.height) + 16;
  return page.screenshot({ clip: { x: 0, y: 0, width, height } });
}

/** The switch flipped from direct to hybrid, and what follows, as an animation. */
async function takeFlip(browser: Browser, dashboardUrl: string): Promise<void> {
  const viewport = { width: WIDTH, height: STILLS[0].height };
  const page = await openPage(browser, dashboardUrl + OVERVIEW, { colorScheme: 'light', viewport });
  const frames: Buffer[] = [];
  const delays: number[] = [];
  const take = async (shownMs: number): Promise<void> => {
    frames.push(
      await sharp(await takePicture(page))
        .resize({ width: FLIP_WIDTH })
        .png()
        .toBuffer(),
    );
    delays.push(shownMs);
  };
  await take(READ_MS);
  await page.getByRole('radio', { name: 'hybrid', exact: true }).click();
  for (let i = 0; i < FRAMES_AFTER; i++) {
    const startedAt = performance.now();
    await take(i === FRAMES_AFTER - 1 ? 2 * READ_MS : SHOWN_MS);
    await delay(Math.max(0, FRAME_EVERY_MS - (performance.now() - startedAt)));
  }
  await page.context().close();
  const animation = await sharp(frames, { join: { animated: true } })
    .webp({ quality: 60, delay: delays, loop: 0, minSize: true, effort: 5 })
    .toBuffer();
  if (animation.byteLength > MAX_FLIP_BYTES) throw new Error(`flip.webp has ${animation.byteLength} bytes`);
  save('flip.webp', animation);
}

function save(name: string, picture: Buffer): void {
  writeFileSync(join(directory, name), picture);
  say(`docs/pictures/${name}: ${(picture.byteLength / 1_000).toFixed(0)} kB`);
}
