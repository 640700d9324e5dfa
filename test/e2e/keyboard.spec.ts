import { expect, type Page, test } from '@playwright/test';
import { listRepeatedHeadings, listSmallTargets, listStops } from './support/controls.ts';
import { openLive, openWithData, PAGES, region } from './support/pages.ts';
import { url } from './support/running.ts';

const live = (page: Page) => page.getByRole('button', { name: 'Live', exact: true });
const paused = (page: Page) => page.getByRole('button', { name: 'Paused', exact: true });
const readScroll = (page: Page): Promise<number> => page.evaluate(() => window.scrollY);

for (const path of PAGES) {
  test(`${path}: each stop of Tab is in sight and has a name, each target is large enough, no heading says a thing twice`, async ({
    page,
  }) => {
    // Over a hundred keys, each of which opens a hint.
    test.slow();
    await openWithData(page, path);
    await page.keyboard.press('p');
    await expect(paused(page)).toBeVisible();
    expect(await listSmallTargets(page)).toEqual([]);
    expect(await listRepeatedHeadings(page)).toEqual([]);
    const stops = await listStops(page);
    expect(stops.length).toBeGreaterThan(15);
    expect(stops.filter(({ name, visible }) => !visible || name.startsWith('<'))).toEqual([]);
  });
}

for (const { what, path, open } of [
  { what: 'the docs', path: '/docs/checkpoints', open: () => Promise.resolve() },
  {
    what: 'the details of a token',
    path: '/feed',
    open: (page: Page) => page.getByRole('gridcell').first().click(),
  },
  {
    what: 'the details of a checkpoint',
    path: '/checkpoints',
    open: (page: Page) => page.locator('tbody [data-row-link]').first().click(),
  },
]) {
  test(`${what}: each target is large enough`, async ({ page }) => {
    await openLive(page, path);
    await open(page);
    expect(await listSmallTargets(page)).toEqual([]);
  });
}

test('space scrolls, and pauses only on the control of the live view; p pauses from anywhere', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await openLive(page, '/');
  await expect(region(page, 'Buffer size').locator('svg.recharts-surface')).toBeVisible();
  await page.keyboard.press('Space');
  await expect.poll(() => readScroll(page)).toBeGreaterThan(100);
  await expect(live(page)).toBeVisible();

  await page.keyboard.press('p');
  await expect(paused(page)).toBeVisible();
  await page.keyboard.press('p');
  await expect(live(page)).toBeVisible();

  await live(page).focus();
  const before = await readScroll(page);
  await page.keyboard.press('Space');
  await expect(paused(page)).toBeVisible();
  expect(await readScroll(page)).toBe(before);
  await page.keyboard.press('Space');
  await expect(live(page)).toBeVisible();
});

test('a letter typed into a field is text', async ({ page }) => {
  await openLive(page, '/feed');
  const field = page.getByRole('searchbox');
  await field.pressSequentially('p?');
  await expect(field).toHaveValue('p?');
  await expect(live(page)).toBeVisible();
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
});

test('the question mark lists the keys, Escape closes the list, and so does its button', async ({ page }) => {
  await openLive(page, '/');
  const list = page.getByRole('dialog', { name: 'Keys' });
  await page.keyboard.press('?');
  await expect(list).toContainText('Pauses and resumes the live view');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.getByRole('button', { name: 'Keys' }).click();
  await list.getByRole('button', { name: 'Close' }).click();
  await expect(list).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keys' })).toBeFocused();
});

test('a checkpoint is asked for only after a question; Escape leaves everything as it is', async ({
  page,
}) => {
  await openLive(page, '/');
  const button = region(page, 'Checkpoint cycle').getByRole('button', { name: 'Checkpoint now' });
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('checkpoint.request')) asked++;
  });
  await button.click();
  const question = page.getByRole('dialog', { name: 'Run a checkpoint now?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  expect(asked).toBe(0);
  await button.click();
  await question.getByRole('button', { name: 'Checkpoint', exact: true }).click();
  await expect.poll(() => asked).toBe(1);
});

for (const { what, query, said } of [
  { what: 'NUL', query: '?q=%00', said: 'cannot be searched for, so all tokens are shown' },
  { what: 'too long a text', query: `?q=${'x'.repeat(200)}`, said: 'so all tokens are shown' },
  { what: 'another control character', query: '?q=%07', said: 'No token has “\\u0007”' },
  { what: 'a token whose mint is NUL', query: '?mint=%00', said: 'There is no row of this mint' },
]) {
  test(`the feed asked for ${what} says what it shows, and no error`, async ({ page }) => {
    await page.goto(url(`/feed${query}`));
    await expect(page.getByText(said, { exact: false })).toBeVisible();
    await expect(page.getByText('cannot be read', { exact: false })).toBeHidden();
  });
}
