import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { findViolations } from './support/findViolations.ts';
import { logIn } from './support/logIn.ts';
import { readOverflow } from './support/pages.ts';
import { type Dashboard, startDashboard } from './support/startDashboard.ts';

const TOKEN = randomBytes(16).toString('hex');
let web: Dashboard;
let address: string;

// With a token: it asks for it on loopback, too.
test.beforeAll(async () => {
  web = await startDashboard(await chooseFreePort(undefined), { DASHBOARD_TOKEN: TOKEN });
  ({ address } = web);
});
test.afterAll(() => web.stop());

test('a wrong token is refused in one sentence, the right one opens the page that was asked for', async ({
  page,
  context,
}) => {
  await page.goto(`${address}/feed`);
  await expect(page).toHaveURL(/\/login\?next=%2Ffeed$/);
  await logIn(page, 'not the token at all');
  await expect(page.locator('#token-error')).toHaveText('That is not the token.');
  expect(await context.cookies()).toEqual([]);

  await logIn(page, TOKEN);
  await expect(page).toHaveURL(`${address}/feed`);
  await expect(page.getByRole('heading', { level: 1, name: 'Feed' })).toBeVisible();
  await expect(page.getByRole('gridcell').first()).toBeVisible();
  const [session, ...others] = await context.cookies();
  expect(others).toEqual([]);
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
});

test('the header leads out again, on a small screen, too', async ({ page, context }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${address}/login`);
  await logIn(page, TOKEN);
  await expect(page).toHaveURL(`${address}/`);
  expect(await readOverflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page).toHaveURL(`${address}/login`);
  expect(await context.cookies()).toEqual([]);
  await page.goto(`${address}/feed`);
  await expect(page).toHaveURL(/\/login\?next=%2Ffeed$/);
});

test('an error of whatever name is a page', async ({ request }) => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
    expect((await request.get(`${address}/login?error=${name}`)).status(), name).toBe(200);
});

test('without a session nothing is answered but the way in', async ({ request }) => {
  for (const path of ['/api/warp-pipes/feed', '/api/export/checkpoints', '/api/trpc/overview.read']) {
    const answer = await request.get(address + path);
    expect(answer.status(), path).toBe(401);
    expect(await answer.json(), path).toHaveProperty('error');
  }
  const page = await request.get(`${address}/`, { maxRedirects: 0 });
  expect(page.status()).toBe(307);
  expect(page.headers()['location']).toContain('/login');
});

test('the form shows a browser under any name that it comes from here', async ({ page }) => {
  // Over plain HTTP a browser says so only in Origin, and not at all under some referrer policies.
  const elsewhere = 'http://dash.example';
  const origins: (string | undefined)[] = [];
  await page.route(`${elsewhere}/**`, async (route) => {
    const request = route.request();
    if (request.method() === 'POST') origins.push((await request.allHeaders())['origin']);
    const { pathname, search } = new URL(request.url());
    await route.fulfill({ response: await page.request.get(address + pathname + search) });
  });
  await page.goto(`${elsewhere}/login`);
  await logIn(page, TOKEN);
  await expect.poll(() => origins).toEqual([elsewhere]);
});

/** As a wrong token leaves it; without a try, of which a minute has few. */
const REFUSED = '/login?error=wrong';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const theme of ['system', 'light', 'dark'] as const) {
    test(`axe finds no violation on ${REFUSED} (${colorScheme}, theme ${theme})`, async ({
      page,
      context,
    }) => {
      await page.emulateMedia({ colorScheme });
      await context.addCookies([{ name: 'breakwater-theme', value: theme, url: address }]);
      await page.goto(address + REFUSED);
      await expect(page.locator('#token-error')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });
  }
}

test('the form fits a screen of 390 px', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address + REFUSED);
  await expect(page.getByLabel('Dashboard token')).toBeVisible();
  expect(await readOverflow(page)).toBeLessThanOrEqual(0);
});

// Last: after it nobody logs in for a minute.
test('a client that names another address with each try is refused all the same', async ({ request }) => {
  const tries: number[] = [];
  for (let i = 1; i <= 6; i++) {
    const headers = { 'x-forwarded-for': `203.0.113.${i}`, origin: address };
    const answer = await request.post(`${address}/api/login`, { headers, data: { token: 'wrong' } });
    tries.push(answer.status());
  }
  expect(tries.at(-1)).toBe(429);
});
