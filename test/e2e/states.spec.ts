import { expect, type Locator, type Page, type Request } from '@playwright/test';
import { freezeServer } from '../support/freezeServer.ts';
import { A_CYCLE, region, waitUntilLive } from './support/pages.ts';
import { type Pieces, test } from './support/startPieces.ts';

const SOON = { timeout: 60_000 };

const health = (page: Page): Locator => page.getByRole('list', { name: 'Health' });
const banner = (page: Page): Locator => page.getByRole('alert').filter({ hasText: ' since ' });
const marked = (page: Page): Locator => page.locator('[data-stale]');
const legend = (page: Page): Locator => region(page, 'Buffer size').getByRole('listitem').last();

async function openFollowed(pieces: Pieces, page: Page, path = '/?range=5m'): Promise<void> {
  await page.goto(pieces.dashboardUrl + path);
  await expect(health(page)).toContainText(/Worker \S* ?up.*PostgreSQL \S* ?up.*Redis \S* ?up/s, SOON);
  await expect(marked(page)).toHaveCount(0, SOON);
  await expect(banner(page)).toBeHidden();
}

async function expectWellAgain(page: Page): Promise<void> {
  await expect(banner(page)).toBeHidden(SOON);
  await expect(marked(page)).toHaveCount(0, SOON);
  await expect(page.getByText(/^last updated/)).toHaveCount(0);
}

test('a frozen PostgreSQL is named, its figures are old, and all else goes on', async ({ page, pieces }) => {
  await openFollowed(pieces, page);
  const cycle = region(page, 'Checkpoint cycle');
  await expect(cycle.getByText(/^Checkpoint since/)).toBeVisible(A_CYCLE);
  const thaw = freezeServer(pieces.processes().postgres);
  try {
    await expect(banner(page)).toContainText('No answer from PostgreSQL since', SOON);
    await expect(health(page)).toContainText(
      /Worker \S* ?up.*PostgreSQL \S* ?not responding.*Redis \S* ?up/s,
    );
    for (const name of ['WAL', 'Last checkpoint', 'Pages written'])
      await expect(region(page, name)).toHaveAttribute('data-stale', /^\d+$/, SOON);
    await expect(cycle.locator('[data-stale]')).toContainText(/last updated \d+ s ago/);
    await expect(cycle).toContainText('No contact with PostgreSQL since');
    const bars = (): Promise<readonly string[]> =>
      cycle.getByRole('progressbar').evaluateAll((all) => all.map((bar) => bar.ariaValueText ?? ''));
    const seen = await bars();
    expect(seen.join()).not.toContain('left');
    await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
    await expect(page.getByText('not live', { exact: true })).toBeHidden();
    await expect(region(page, 'Buffered rows')).not.toHaveAttribute('data-stale');
    // A bar stands still with its source, however long it is silent.
    await expect(cycle.locator('[data-stale]')).toContainText(/last updated (\d\d) s ago/, SOON);
    expect(await bars()).toEqual(seen);

    await page.getByRole('radio', { name: 'hybrid', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Not switched to hybrid' })).toContainText(
      'there is no answer from PostgreSQL',
    );
    await expect(page.getByRole('radio', { name: 'hybrid', exact: true })).not.toBeChecked();
  } finally {
    thaw();
  }
  await expectWellAgain(page);
});

test('a frozen worker is named within seconds, and no legend says now', async ({ page, pieces }) => {
  await openFollowed(pieces, page);
  await expect(legend(page)).toHaveText('now', SOON);
  pieces.worker.child.kill('SIGSTOP');
  try {
    await expect(banner(page)).toContainText('No report from the worker since', SOON);
    await expect(health(page)).toContainText(
      /Worker \S* ?not responding.*PostgreSQL \S* ?up.*Redis \S* ?up/s,
    );
    await expect(region(page, 'Buffered rows')).toContainText(/last updated \d+ s ago/);
    await expect(legend(page)).toHaveText(/^\d\d:\d\d:\d\d$/);
  } finally {
    pieces.worker.child.kill('SIGCONT');
  }
  await expectWellAgain(page);
  await expect(legend(page)).toHaveText('now', SOON);
  await page.getByRole('button', { name: 'Live' }).click();
  await expect(legend(page)).toHaveText(/^\d\d:\d\d:\d\d$/);
});

test('a frozen Redis is named, the worker is not known, and every page marks what is old', async ({
  page,
  context,
  pieces,
}) => {
  // Each window takes its time to load.
  test.slow();
  const others = { feed: await context.newPage(), buffer: await context.newPage() };
  const compare = await context.newPage();
  await openFollowed(pieces, page);
  await openFollowed(pieces, others.feed, '/feed');
  await expect(others.feed.getByRole('gridcell').first()).toBeVisible(SOON);
  await openFollowed(pieces, others.buffer, '/buffer');
  await openFollowed(pieces, compare, '/checkpoints');
  const thaw = freezeServer(pieces.processes().redis);
  try {
    for (const each of [page, compare, ...Object.values(others)])
      await expect(banner(each)).toContainText('No answer from Redis since', SOON);
    await expect(health(page)).toContainText(
      /Worker \S* ?not known.*PostgreSQL \S* ?up.*Redis.*not responding/s,
    );
    for (const each of [page, compare, ...Object.values(others)])
      await expect(marked(each).first()).toContainText(/last updated \d+ s ago/, SOON);
    await compare.goto(`${pieces.dashboardUrl}/compare`);
    // Experiments are files: their list waits for nobody.
    const list = region(compare, 'Experiments');
    await expect(list.getByText('Runs from npm run compare also appear here.')).toBeVisible();
    await page.getByRole('radio', { name: 'hybrid', exact: true }).click();
    await expect(page.getByText('Not switched to hybrid: there is no answer from Redis.')).toBeVisible();
  } finally {
    thaw();
  }
  await expectWellAgain(page);
  await expectWellAgain(others.feed);
  await expectWellAgain(others.buffer);
});

test('what is copied says the state of all parts, and no address or password', async ({
  page,
  context,
  pieces,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openFollowed(pieces, page);
  await page.getByRole('button', { name: 'Diagnostics' }).click();
  await page.getByRole('button', { name: 'Copy diagnostics' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^worker: up, version \S+, last report \d+ s ago/m);
  expect(text).toMatch(/^PostgreSQL: up, .*last answer \d+ s ago/m);
  expect(text).toMatch(/^PostgreSQL settings: .*checkpointTimeoutSeconds=30/m);
  expect(text).not.toMatch(/:\/\/|127\.0\.0\.1|localhost|password|token/i);
  for (const address of pieces.addresses) expect(text).not.toContain(new URL(address).password);
});

test('seven windows of one browser all load and follow', async ({ context, pieces }) => {
  test.slow();
  const pages: Page[] = [];
  for (let i = 0; i < 7; i++) {
    const page = await context.newPage();
    pages.push(page);
    await openFollowed(pieces, page, '/buffer');
  }
  const asking = (): Promise<number> =>
    Promise.all(pages.map((page) => page.getByText('no stream: asked every 2 s').count())).then((counts) =>
      counts.reduce((sum, count) => sum + count, 0),
    );
  await expect.poll(asking, SOON).toBe(4);
  for (const page of pages) await expect(page.getByText('not live', { exact: true })).toBeHidden();
  // A place that a window leaves another takes.
  await pages.shift()!.close();
  await expect.poll(asking, SOON).toBe(3);
});

test('a hidden page gives its stream back, and goes on where it was when it is seen again', async ({
  page,
  pieces,
}) => {
  const isStream = (request: Request): boolean => request.url().includes('live.stream');
  await openFollowed(pieces, page, '/buffer');
  await waitUntilLive(page);
  const ended = page.waitForEvent('requestfailed', isStream);
  await setHidden(page, true);
  await ended;
  const begun = page.waitForEvent('request', isStream);
  await setHidden(page, false);
  expect((await begun).url()).toContain('lastEventId');
  await expectWellAgain(page);
});

/** Windows without a screen are never hidden by themselves. */
const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
