import { expect, type Locator, test } from '@playwright/test';
import { findViolations } from './support/findViolations.ts';
import { judge } from './support/judge.ts';
import { openLive, region } from './support/pages.ts';
import { url } from './support/running.ts';

const SHOWN = ['readme', 'checkpoints', 'metrics', 'reliability', 'what-if'] as const;

const loads = (picture: Locator): Promise<boolean> =>
  picture.evaluate(async (img: HTMLImageElement) => {
    img.loading = 'eager';
    await img.decode();
    return img.naturalWidth > 0;
  });

for (const name of SHOWN) {
  judge(`/docs/${name}`, async (page) => {
    await page.goto(url(`/docs/${name}`));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
}

test('a doc shows its pictures under the content policy, and a link leads to another doc', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url('/docs/checkpoints'));
  const pictures = page.getByRole('article').getByRole('img');
  await expect(pictures).toHaveCount(3);
  for (const picture of await pictures.all()) expect(await loads(picture)).toBe(true);
  expect(complaints).toEqual([]);
  await page.goto(url('/docs/compare'));
  await page.getByRole('link', { name: 'checkpoints.md' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Checkpoints in five minutes' })).toBeVisible();
});

test('of a pair of pictures the theme shows one, whatever the system prefers', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(url('/docs/readme'));
  const overview = page.getByRole('article').getByRole('img', { name: /^The overview/ });
  await expect(overview).toHaveAttribute('src', /overview-dark\.webp$/);
  await page.getByRole('radio', { name: 'Light' }).click();
  await expect(overview).toHaveAttribute('src', /overview-light\.webp$/);
  expect(await loads(overview)).toBe(true);
});

test('a name that is no doc is not found, and the page says where to go', async ({ page }) => {
  for (const path of ['/docs/..%2Fpackage.json', '/api/docs/pictures/..%2Fcheckpoints.md'])
    expect((await page.request.get(url(path))).status(), path).toBe(404);
  expect((await page.goto(url('/docs/nothing')))?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'No such page' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'overview' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('a hint leads to its place in the docs, by keys only', async ({ page }) => {
  await openLive(page, '/');
  const button = region(page, 'Checkpoint cycle').getByRole('button', { name: 'About the checkpoint cycle' });
  await button.focus();
  const hint = page.getByRole('dialog', { name: 'About the checkpoint cycle' });
  const link = hint.getByRole('link', { name: 'More in the docs' });
  await expect(link).toBeVisible();
  await expect(button).toBeFocused();
  expect(await findViolations(page)).toEqual([]);

  await page.keyboard.press('Tab');
  await expect(link).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(button).toBeFocused();
  await expect(hint).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Checkpoint now' })).toBeFocused();
  await expect(hint).toBeHidden();

  await button.focus();
  await expect(link).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(hint).toBeHidden();
  await expect(button).toBeFocused();

  await button.click();
  await expect(link).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/checkpoints#when-one-starts-and-when-it-is-skipped$/);
  await expect(
    page.getByRole('heading', { name: 'When one starts, and when it is skipped' }),
  ).toBeInViewport();
});

test('a hint stays open under the pointer on its way to the link', async ({ page }) => {
  await openLive(page, '/');
  await region(page, 'WAL').getByRole('button', { name: 'About WAL' }).hover();
  const link = page.getByRole('dialog', { name: 'About WAL' }).getByRole('link');
  await link.click();
  await expect(page.getByRole('heading', { name: 'Full-page images' })).toBeInViewport();
});

test('columns are explained, and a click still sorts by them', async ({ page }) => {
  await page.goto(url('/checkpoints'));
  const column = page.getByRole('columnheader', { name: 'Pages', exact: true });
  await column.getByRole('button').click();
  await expect(column).toHaveAttribute('aria-sort', 'descending');
  const hint = page.getByRole('dialog', { name: 'About Pages', exact: true });
  await expect(hint).toContainText('Pages of 8 kB');
  expect(await findViolations(page)).toEqual([]);
});

test('Enter on the link of a column of the feed opens the docs and no token', async ({ page }) => {
  await page.goto(url('/feed'));
  await page.getByRole('columnheader', { name: 'Token' }).getByRole('button').focus();
  await expect(page.getByRole('link', { name: 'More in the docs' })).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/security#mints/);
});

test('the counts of the buffer are explained beside the link that each of them is', async ({ page }) => {
  await page.goto(url('/buffer'));
  await page.getByRole('button', { name: 'About Dead letters' }).click();
  await expect(page.getByRole('dialog', { name: 'About Dead letters' })).toContainText('SQLSTATE');
  await expect(page).not.toHaveURL(/#dead$/);
  expect(await findViolations(page)).toEqual([]);
});
