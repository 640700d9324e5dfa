import { randomBytes } from 'node:crypto';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { logIn } from './support/logIn.ts';
import { startDashboard } from './support/startDashboard.ts';

/** A stream is taken for dead some seconds after its last sign; a start takes seconds. */
const SOON = { timeout: 60_000 };

const banner = (page: Page): Locator => page.getByRole('alert').filter({ hasText: 'Not live since' });

const readSince = async (page: Page): Promise<number> =>
  Date.parse((await banner(page).locator('time').getAttribute('datetime'))!);

test('a page whose server stands still says since when, and follows again by itself', async ({ page }) => {
  const web = await startDashboard(await chooseFreePort(undefined));
  try {
    await page.goto(`${web.address}/checkpoints`);
    await expect(page.getByRole('row').nth(1)).toBeVisible(SOON);
    let loads = 0;
    page.on('load', () => loads++);
    await expect(banner(page)).toBeHidden();

    const frozenAt = Date.now();
    web.child.kill('SIGSTOP');
    await expect(banner(page)).toContainText('The server does not answer.', SOON);
    // The last sign came up to some seconds before.
    expect(await readSince(page)).toBeGreaterThan(frozenAt - 10_000);
    expect(await readSince(page)).toBeLessThanOrEqual(frozenAt + 1_000);
    await expect(page.getByRole('list', { name: 'Health' })).toContainText(/PostgreSQL \S* ?not known/);

    web.child.kill('SIGCONT');
    await expect(banner(page)).toBeHidden(SOON);
    await expect(page.getByRole('list', { name: 'Health' })).toContainText(/PostgreSQL \S* ?up/);
    expect(loads).toBe(0);
  } finally {
    web.child.kill('SIGCONT');
    await web.stop();
  }
});

test('a page whose session has ended leads to the login and back', async ({ page }) => {
  const port = await chooseFreePort(undefined);
  const [oldToken, newToken] = [0, 1].map(() => randomBytes(16).toString('hex')) as [string, string];
  const first = await startDashboard(port, { DASHBOARD_TOKEN: oldToken });
  await page.goto(`${first.address}/feed`);
  await logIn(page, oldToken);
  await expect(page.getByRole('gridcell').first()).toBeVisible();

  await first.stop();
  const second = await startDashboard(port, { DASHBOARD_TOKEN: newToken });
  try {
    const ended = banner(page).getByRole('link', { name: 'log in again' });
    await expect(ended).toBeVisible(SOON);
    await expect(banner(page)).toContainText('Your session has ended');
    await ended.click();
    await expect(page).toHaveURL(/\/login\?next=%2Ffeed$/);
    await logIn(page, newToken);
    await expect(page.getByRole('gridcell').first()).toBeVisible();
    await expect(banner(page)).toBeHidden();
  } finally {
    await second.stop();
  }
});
