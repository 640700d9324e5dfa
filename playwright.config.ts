import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/launch/bootstrap.mjs';
import { CHROMIUM_ARGS } from './scripts/launch/chromium.ts';
import { LANES } from './test/e2e/support/lanes.ts';

/** Without one Playwright's own is used. */
const executablePath = findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/support/startBreakwater.ts',
  // Two cores hold the system, its dashboard and one browser; two at a time meet time-outs.
  workers: 1,
  projects: [...LANES],
  timeout: 120_000,
  // Freezing whole servers under a browser meets a busy machine's own stalls.
  retries: 1,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath !== undefined && { executablePath }) },
    screenshot: 'only-on-failure',
    reducedMotion: 'reduce',
    // So that a clock on a page can be compared with a moment in a file.
    timezoneId: 'UTC',
  },
  outputDir: '.data/e2e',
});
