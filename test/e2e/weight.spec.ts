import { gzipSync } from 'node:zlib';
import { expect, type Response, test } from '@playwright/test';
import { openLive } from './support/pages.ts';
import { url } from './support/running.ts';

/** Compressed, as a browser gets it. */
const MAX_BYTES_AT_FIRST = 200_000;
const MAX_BYTES = 350_000;

const weigh = async (response: Pick<Response, 'body'>): Promise<number> =>
  gzipSync(await response.body()).length;
const add = (sum: number, bytes: number): number => sum + bytes;

test('the overview paints with little JavaScript, and its charts come with little more', async ({ page }) => {
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response);
  });
  await openLive(page, '/');
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  const html = await (await page.request.get(url('/'))).text();
  const atFirst = scripts.filter((response) => html.includes(`src="${new URL(response.url()).pathname}`));
  expect(atFirst.length).toBeGreaterThan(0);
  expect(scripts.length).toBeGreaterThan(atFirst.length);
  expect((await Promise.all(atFirst.map(weigh))).reduce(add, 0)).toBeLessThan(MAX_BYTES_AT_FIRST);
  expect((await Promise.all(scripts.map(weigh))).reduce(add, 0)).toBeLessThan(MAX_BYTES);
});
