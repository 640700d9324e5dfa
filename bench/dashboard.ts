import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { ensureBrowser } from '../scripts/launch/bootstrap.mjs';
import { CHROMIUM_ARGS } from '../scripts/launch/chromium.ts';
import type { StrategyName } from '../domain/strategies.ts';
import { fillHistory } from './dashboard/fillHistory.ts';
import { measureFeed } from './dashboard/measureFeed.ts';
import { measureDrawing, measureLive, measureOpening } from './dashboard/measurePage.ts';
import { renderFeed, renderPage } from './dashboard/render.ts';
import { type Dashboard, startDashboard } from './dashboard/startDashboard.ts';
import { oneOf, wholeNumber } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { createOutput, outputFlags } from '../scripts/command/output.ts';

const USAGE = `Usage: npm run verify -- dashboard [--only feed|page] [--seconds N] [--minutes N] [--json] [--output FILE]

Measures the dashboard of a system of its own (preset incident, 300,000 tokens) on this machine. With the page's ten minutes
about 28 minutes in all.

  feed  the first page of each order, 200 requests a second on ten connections, under hybrid and hybrid-split, and the same
        pages by their SQL only
  page  the overview in a browser, with 24 hours of history: until it shows and answers, until two hours are drawn, and what
        the live page takes of a core and of memory

  --seconds N   of requests, for each order (default 30, which holds a sync)
  --minutes N   of the live page (default 10)
  --json        the figures for programs; --output FILE the same into FILE (.json)`;
const PARTS = ['feed', 'page'] as const;
const FEED_STRATEGIES: readonly StrategyName[] = ['hybrid', 'hybrid-split'];
const REQUESTS_PER_SECOND = 200;
const OPENINGS = 5;
const DRAWINGS = 10;
/** The history is filled meanwhile. */
const STORM_MS = 150_000;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    only: oneOf(PARTS, null),
    seconds: wholeNumber(1, 600, 30),
    minutes: wholeNumber(1, 600, 10),
    ...outputFlags(),
  },
  run: async ({ only, seconds, minutes, json, output }) => {
    const { say, give } = createOutput({ json, output });
    say('Starting the incident (about a minute) …');
    const dashboard = await startDashboard();
    try {
      say(`${cpus().length} × ${cpus()[0]?.model}, wall time`);
      const page = only === 'feed' ? null : await measurePage(dashboard, minutes, say);
      const feed = only === 'page' ? null : await measureFeeds(dashboard, seconds, say);
      const texts = [
        ...(page === null ? [] : [renderPage(page)]),
        ...(feed ?? []).map(({ strategy, measured }) => renderFeed(strategy, measured)),
      ];
      give({ value: { page, feed }, text: texts.map((part) => `\n${part}`).join('\n') });
    } finally {
      await dashboard.stop();
    }
  },
});

type Say = (line: string) => void;

async function measurePage({ url, redis }: Dashboard, minutes: number, say: Say) {
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: CHROMIUM_ARGS });
  try {
    say(`Recording the storm, ${STORM_MS / 1_000} s …`);
    await delay(STORM_MS);
    say('Filling 24 hours of history …');
    await fillHistory(redis);
    const opening = await measureOpening(browser, url, OPENINGS);
    const drawing = await measureDrawing(browser, url, DRAWINGS);
    const live = await measureLive(browser, url, { minutes, say });
    return { opening, drawing, live };
  } finally {
    await browser.close();
  }
}

async function measureFeeds(target: Dashboard, seconds: number, say: Say) {
  const results = [];
  for (const strategy of FEED_STRATEGIES) {
    say(`Switching to ${strategy}, some syncs of it …`);
    await target.switchTo(strategy);
    const measured = await measureFeed(target, { perSecond: REQUESTS_PER_SECOND, seconds }, say);
    results.push({ strategy, measured });
  }
  return results;
}
