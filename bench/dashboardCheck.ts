import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { ensureBrowser } from '../scripts/bootstrap.mjs';
import { CHROMIUM_ARGS } from '../scripts/chromium.ts';
import type { StrategyName } from '../domain/strategies.ts';
import { fillHistory } from './dashboard/fillHistory.ts';
import { measureFeed } from './dashboard/measureFeed.ts';
import { measureDrawing, measureLive, measureOpening } from './dashboard/measurePage.ts';
import { renderFeed, renderPage } from './dashboard/render.ts';
import { type Dashboard, startDashboard } from './dashboard/startDashboard.ts';
import { complain, say } from '../scripts/terminal.ts';

const USAGE = `Usage: npm run check:dashboard -- [--only feed|page] [--seconds N] [--minutes N] [--json FILE]

Measures the dashboard of a system of its own (preset incident, 300,000 tokens) on this machine. With the page's ten minutes
about 28 minutes in all.

  feed  the first page of each order, 200 requests a second on ten connections, under hybrid and hybrid-split, and the same
        pages by their SQL alone
  page  the overview in a browser, with 24 hours of history: until it shows and answers, until two hours are drawn, and what
        the live page takes of a core and of memory

  --seconds N   of requests, for each order (default 30, which holds a sync)
  --minutes N   of the live page (default 10)
  --json FILE   the figures for programs`;
const PARTS = ['feed', 'page'] as const;
const FEED_STRATEGIES: readonly StrategyName[] = ['hybrid', 'hybrid-split'];
const REQUESTS_PER_SECOND = 200;
const OPENINGS = 5;
const DRAWINGS = 10;
/** What fills the history is recorded meanwhile. */
const STORM_MS = 150_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '10' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  say(USAGE);
  process.exit(0);
}
const only = PARTS.find((part) => part === values.only);
if (values.only !== undefined && only === undefined)
  refuse(`--only is "${values.only}": it takes ${PARTS.join(' or ')}`);
const seconds = readCount('seconds', values.seconds);
const minutes = readCount('minutes', values.minutes);

say('Starting the incident (about a minute) …');
const dashboard = await startDashboard();
try {
  say(`${cpus().length} × ${cpus()[0]?.model}, wall time`);
  const page = only === 'feed' ? null : await measurePage(dashboard);
  const feed = only === 'page' ? null : await measureFeeds(dashboard);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ page, feed }, null, 2)}\n`);
} finally {
  await dashboard.stop();
}

async function measurePage({ url, redis }: Dashboard) {
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: CHROMIUM_ARGS });
  try {
    say(`Recording the storm, ${STORM_MS / 1_000} s …`);
    await delay(STORM_MS);
    say('Filling 24 hours of history …');
    await fillHistory(redis);
    const opening = await measureOpening(browser, url, OPENINGS);
    const drawing = await measureDrawing(browser, url, DRAWINGS);
    const live = await measureLive(browser, url, { minutes, say });
    const measured = { opening, drawing, live };
    say(`\n${renderPage(measured)}`);
    return measured;
  } finally {
    await browser.close();
  }
}

async function measureFeeds(target: Dashboard) {
  const results = [];
  for (const strategy of FEED_STRATEGIES) {
    say(`Switching to ${strategy}, some syncs of it …`);
    await target.switchTo(strategy);
    const measured = await measureFeed(target, { perSecond: REQUESTS_PER_SECOND, seconds }, say);
    say(`\n${renderFeed(strategy, measured)}`);
    results.push({ strategy, measured });
  }
  return results;
}

function readCount(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 600) return value;
  return refuse(`--${name} is "${text}": it takes a whole number from 1 to 600`);
}

function refuse(message: string): never {
  complain(`${message}\nTry --help.`);
  process.exit(2);
}
