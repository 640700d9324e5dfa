import { gzipSync } from 'node:zlib';
import { type APIRequestContext, expect, type Response, test } from '@playwright/test';
import { openLive, PAGES } from './support/pages.ts';
import { url } from './support/running.ts';

/** Compressed, as a browser gets it. */
const MAX_BYTES_AT_FIRST = 200_000;
const MAX_BYTES = 350_000;

const weigh = (script: Buffer): number => gzipSync(script).length;
const add = (sum: number, bytes: number): number => sum + bytes;

/** Compressed bytes of the scripts that a page names, by their paths; without what only old browsers load. */
async function weighFirst(request: APIRequestContext, path: string): Promise<ReadonlyMap<string, number>> {
  const html = await (await request.get(url(path))).text();
  const named = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)]
    .filter(([tag]) => !/\bnomodule\b/i.test(tag))
    .map(([, src]) => src!);
  const weights = named.map(async (src) => [src, weigh(await (await request.get(url(src))).body())] as const);
  return new Map(await Promise.all(weights));
}

test('every page paints with little JavaScript', async ({ request }) => {
  for (const path of [...PAGES, '/docs/readme']) {
    const weights = [...(await weighFirst(request, path)).values()];
    expect(weights.length, path).toBeGreaterThan(0);
    expect(weights.reduce(add, 0), path).toBeLessThan(MAX_BYTES_AT_FIRST);
  }
});

test('the overview’s charts come after its first scripts, with little more', async ({ page }) => {
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response);
  });
  await openLive(page, '/');
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  const atFirst = await weighFirst(page.request, '/');
  expect(scripts.length).toBeGreaterThan(atFirst.size);
  const weights = await Promise.all(scripts.map(async (response) => weigh(await response.body())));
  expect(weights.reduce(add, 0)).toBeLessThan(MAX_BYTES);
});
