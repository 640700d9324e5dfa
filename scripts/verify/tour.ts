import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { TOUR_STEPS, type TourStep } from '../../app/_components/overview/tour/judgeTour.ts';
import { text, wholeNumber } from '../command/arguments.ts';
import { defineCommand } from '../command/Command.ts';
import { createOutput, outputFlags } from '../command/output.ts';
import { complain } from '../command/terminal.ts';
import { projectDir } from '../../machine/projectDir.ts';
import { ensureBrowser } from '../launch/bootstrap.mjs';
import { CHROMIUM_ARGS } from '../launch/chromium.ts';
import { type Compared, compareFigures } from './truth/compare.ts';
import { readPage } from './truth/readPage.ts';
import { withRefereedRun } from './truth/refereedRun.ts';
import { watchRun } from './truth/watchRun.ts';

const POLL_MS = 250;
const STEP_PATIENCE_MS = 300_000;
const VIEWPORT = { width: 1_440, height: 1_000 };
/** The purposes of the tour's switches. */
const CLICKS: Readonly<Partial<Record<TourStep, string>>> = {
  'to-hybrid': 'hybrid',
  'to-split': 'hybrid-split',
};
/** Every figure of the panel, within one in a hundred of its referee. */
const MAX_DIFFERENCE = 0.01;

const USAGE = `Usage: npm run verify -- tour [--record DIR] [--after SECONDS] [--json] [--output FILE]

Goes through the first steps on a system of its own as a newcomer would, records them, and holds each figure of
Before and after against PostgreSQL's own counters and log.

  --record DIR     where the recording goes (default .data/tour): npx playwright show-trace DIR/trace.zip
  --after SECONDS  goes on for this time after the last tick, so that figures settle (default 120)
  --json           the result for programs instead of the text
  --output FILE    into FILE: for programs (.json)`;

interface Tick {
  readonly step: TourStep;
  /** Since the page was opened. */
  readonly seconds: number;
}

export const command = defineCommand({
  usage: USAGE,
  flags: {
    record: text(join(projectDir, '.data', 'tour')),
    after: wholeNumber(0, 3_600, 120),
    ...outputFlags(),
  },
  run: async ({ record, after, json, output }) => {
    const { give } = createOutput({ json, output });
    const result = await runTour(record, after);
    give({ value: result, text: renderResult(result) });
    if (result.compared.length === 0) throw new Error('No figure of Before and after was compared');
    const wrong = result.compared.filter(({ worst }) => worst > MAX_DIFFERENCE);
    if (wrong.length > 0) {
      throw new Error(`More than 1 % off: ${wrong.map(({ figure, by }) => `${figure} by ${by}`).join(', ')}`);
    }
  },
});

interface TourResult {
  readonly ticks: readonly Tick[];
  readonly compared: readonly Compared[];
}

async function runTour(directory: string, after: number): Promise<TourResult> {
  return withRefereedRun(async ({ dashboardUrl, postgres, redis, metrics, readEvidence }, onStop) => {
    const { page, close } = await openRecorded(directory);
    onStop(close);
    const startedAt = Date.now();
    await page.goto(`${dashboardUrl}/?tour=1`);
    const ticks: Tick[] = [];
    const tick = (step: TourStep): void => {
      const seconds = Math.round((Date.now() - startedAt) / 1_000);
      complain(`${step}: ${seconds} s`);
      ticks.push({ step, seconds });
    };
    const { readings } = await watchRun({
      plan: [{ name: 'first steps', seconds: after, run: () => follow(page, tick) }],
      read: async () => [await readPage(page, 'overview')],
      polls: [postgres, redis, metrics].map(({ poll }) => ({ everyMs: POLL_MS, poll })),
      say: complain,
    });
    const compared = compareFigures(readings, await readEvidence()).filter(({ place }) =>
      place.includes('Before and after'),
    );
    return { ticks, compared };
  });
}

/** Does what each step asks for, and waits until it ticks. */
async function follow(page: Page, tick: (step: TourStep) => void): Promise<void> {
  for (const step of TOUR_STEPS) {
    const strategy = CLICKS[step];
    if (strategy !== undefined) await page.getByRole('radio', { name: strategy, exact: true }).click();
    await page.locator(`[data-step="${step}"][data-done]`).waitFor({ timeout: STEP_PATIENCE_MS });
    tick(step);
  }
}

/** As a trace with its pictures: `npx playwright show-trace FILE`. */
async function openRecorded(
  directory: string,
): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
  mkdirSync(directory, { recursive: true });
  const browser: Browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: CHROMIUM_ARGS,
  });
  const context = await browser.newContext({ viewport: VIEWPORT });
  // tsx marks names by a function that the page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  await context.tracing.start({ screenshots: true });
  const page = await context.newPage();
  const close = async (): Promise<void> => {
    const file = join(directory, 'trace.zip');
    await page.screenshot({ path: join(directory, 'end.png'), fullPage: true });
    await context.tracing.stop({ path: file });
    complain(`Recorded ${file}`);
    await browser.close();
  };
  return { page, close };
}

function renderResult({ ticks, compared }: TourResult): string {
  const steps = ticks.map(({ step, seconds }) => `${step.padEnd(12)} ${String(seconds).padStart(5)} s`);
  const figures = compared.map(
    ({ figure, by, count, median, worst, worstWhere }) =>
      `${figure.padEnd(28)} ${by.padEnd(22)} ${String(count).padStart(4)} ${percent(median)} ${percent(worst)}  ${worstWhere}`,
  );
  return [
    'Step, seconds since the page was opened',
    ...steps,
    '',
    'Figure of Before and after, referee, values compared, difference: median, worst',
    ...figures,
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`.padStart(9);
