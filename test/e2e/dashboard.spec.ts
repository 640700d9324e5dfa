import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import { readRunning } from './support/startBreakwater.ts';

const PAGES = ['/', '/checkpoints', '/feed', '/buffer'];
const url = (path: string): string => readRunning().dashboardUrl + path;

async function readStrategy(): Promise<string> {
  const client = new pg.Client(readRunning().databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ strategy: string }>('select strategy from write_mode');
  await client.end();
  return rows[0]!.strategy;
}

async function switchTo(page: Page, strategy: string): Promise<void> {
  await page.getByRole('radio', { name: strategy, exact: true }).click();
  const question = page.getByRole('dialog', { name: `Switch to ${strategy}?` });
  await question.getByRole('button', { name: 'Switch' }).click();
  await expect(page.getByText(`${strategy} is in force.`).first()).toBeVisible();
}

test('the first paint has data, and nothing breaks the content policy', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url('/'));
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByText('direct is in force.').first()).toBeVisible();
  await expect(page.getByText(/18\.\d/).first()).toBeVisible();
  expect(complaints).toEqual([]);
});

for (const path of PAGES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds no violation on ${path} (${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(url(path));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    });
  }

  test(`${path} fits a screen of 390 px`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(url(path));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test('the toggle switches the worker, there and back', async ({ page }) => {
  await page.goto(url('/'));
  await switchTo(page, 'hybrid');
  expect(await readStrategy()).toBe('hybrid');
  await switchTo(page, 'direct');
  expect(await readStrategy()).toBe('direct');
});

test('a checkpoint appears in the list, and its export opens', async ({ page }) => {
  await page.goto(url('/checkpoints'));
  await expect(page.getByRole('row').nth(1)).toBeVisible({ timeout: 90_000 });
  const csv = await (await page.request.get(url('/api/export/checkpoints?format=csv'))).text();
  expect(csv.split('\n').length).toBeGreaterThan(1);
});

test('the feed shows tokens, the same as its API', async ({ page }) => {
  await page.goto(url('/feed'));
  await expect(page.getByRole('row').nth(5)).toBeVisible();
  const answer = await page.request.get(url('/api/warp-pipes/feed?limit=7'));
  const body = (await answer.json()) as { tokens: { mint: string }[]; nextCursor: string | null };
  expect(body.tokens).toHaveLength(7);
  expect(body.nextCursor).not.toBeNull();
});

test('bad input to the API is a 400 with one sentence', async ({ request }) => {
  const answer = await request.get(url('/api/warp-pipes/feed?limit=100000'));
  expect(answer.status()).toBe(400);
  expect(((await answer.json()) as { error: string }).error).toContain('limit');
});
