import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { migrate } from '../../db/migrate.ts';
import { ensureBrowser } from '../launch/bootstrap.mjs';
import { CHROMIUM_ARGS } from '../launch/chromium.ts';
import { chooseFreePort } from '../launch/embedded/ports.ts';
import { ensureDatabase } from '../launch/embedded/postgres.ts';
import { buildWeb, startWebProcess } from '../launch/embedded/web.ts';
import { startTemporaryServers } from '../launch/temporaryServers.ts';
import { comparePictures } from './comparePictures.ts';
import { NOW, seedFrozenState } from './frozenState.ts';
import { projectDir } from '../../machine/projectDir.ts';

const host = '127.0.0.1';
/** Here, not in the repository: they differ by browser and fonts. */
const directory = join(projectDir, '.data', 'screens');
const PAGES = ['overview', 'checkpoints', 'feed', 'buffer', 'compare', 'what-if'] as const;
const SCHEMES = ['light', 'dark'] as const;
const VIEWPORT = { width: 1_280, height: 1_000 };
/** Fewer than a digit has; the same page differed by 20 between two runs. */
const MAX_PIXELS = 40;
const MAX_TRIES = 30;

const FROZEN_DATE = `
  const Running = Date;
  globalThis.Date = class extends Running {
    constructor(...parts) { if (parts.length === 0) super(${NOW}); else super(...parts); }
    static now() { return ${NOW}; }
  };`;
/** For a web process whose clock stands still. */
const FREEZE = `--import data:text/javascript,${encodeURIComponent(FROZEN_DATE)}`;

/**
 * Takes each page of a frozen state in both themes and compares it with the picture that was kept before; keeps it where
 * there is none, or where `keep` says so. @throws Error where a page looks different.
 */
export async function verifyScreens(say: (line: string) => void, keep: boolean): Promise<void> {
  const executablePath = await ensureBrowser();
  await buildWeb(projectDir, say);
  mkdirSync(directory, { recursive: true });
  const servers = await startTemporaryServers({ settings: { checkpoint_timeout: '30s' } });
  const stops = [servers.stop];
  try {
    const databaseUrl = await ensureDatabase(servers.postgresUrl, 'breakwater_screens');
    await migrate(databaseUrl);
    await seedFrozenState(databaseUrl, servers.redisUrl);
    const port = await chooseFreePort(undefined);
    const environment = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: servers.redisUrl,
      DATA_DIR: servers.dataDir,
      NODE_OPTIONS: FREEZE,
    };
    const web = startWebProcess({ projectDir, host, port, environment, development: false });
    stops.push(() => web.stop());
    if (!(await web.ready)) throw new Error('The dashboard did not start');
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
    stops.push(() => browser.close());
    const changed = await takeAll({ browser, address: `http://${host}:${port}`, keep, say });
    if (changed.length > 0) {
      throw new Error(
        `${changed.join(', ')} changed: compare them with *.new.png in ${directory}, then keep them with screens-keep`,
      );
    }
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

interface Taking {
  readonly browser: Browser;
  readonly address: string;
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

async function takeAll({ browser, address, keep, say }: Taking): Promise<string[]> {
  const changed: string[] = [];
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({
      viewport: VIEWPORT,
      colorScheme,
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    await context.clock.setFixedTime(NOW);
    for (const name of PAGES) {
      const page = await context.newPage();
      await page.goto(`${address}/${name === 'overview' ? '' : name}`);
      const picture = await takeStill(page);
      await page.close();
      if (!(await isKept(`${name}-${colorScheme}`, picture, { keep, say })))
        changed.push(`${name}-${colorScheme}`);
    }
    await context.close();
  }
  return changed;
}

/** The picture of a page that has its data and no longer changes. */
async function takeStill(page: Page): Promise<Buffer> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
  if (new URL(page.url()).pathname === '/') await page.locator('path.recharts-curve').nth(8).waitFor();
  let before = await page.screenshot({ fullPage: true });
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    // Past what streams in each second.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
    const now = await page.screenshot({ fullPage: true });
    if ((await comparePictures(before, now)) === 0) return now;
    before = now;
  }
  throw new Error(`${page.url()} does not stand still`);
}

async function isKept(
  name: string,
  picture: Buffer,
  { keep, say }: Pick<Taking, 'keep' | 'say'>,
): Promise<boolean> {
  const file = join(directory, `${name}.png`);
  if (keep || !existsSync(file)) {
    writeFileSync(file, picture);
    say(`${name}: kept`);
    return true;
  }
  const pixels = await comparePictures(readFileSync(file), picture);
  say(`${name}: ${pixels} pixels differ`);
  if (pixels <= MAX_PIXELS) return true;
  writeFileSync(join(directory, `${name}.new.png`), picture);
  return false;
}
