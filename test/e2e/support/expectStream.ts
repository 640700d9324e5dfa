import { expect, type Page } from '@playwright/test';
import { region } from './pages.ts';

const ASKED = /\/api\/trpc\/overview\.read/;

/** The overview goes on by its stream: whatever the page asks for itself is not answered meanwhile. */
export async function expectStream(page: Page): Promise<void> {
  await page.route(ASKED, (route) => route.abort());
  const cycle = region(page, 'Checkpoint cycle');
  // Pictures requested before may still come: two more are from the stream.
  for (let changes = 0; changes < 2; changes++) {
    const before = await cycle.innerText();
    await expect.poll(() => cycle.innerText()).not.toBe(before);
  }
  await page.unroute(ASKED);
}
