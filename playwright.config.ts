import { defineConfig } from '@playwright/test';

/** As root Chromium needs --no-sandbox; without the others it floods a closed network. */
const CHROMIUM_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Set by npm test; without it Playwright's own browser is used. */
const executablePath = process.env['BREAKWATER_CHROMIUM'];

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/support/startBreakwater.ts',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath !== undefined && { executablePath }) },
    screenshot: 'only-on-failure',
    reducedMotion: 'reduce',
  },
  outputDir: '.data/e2e',
});
