import { randomBytes } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { chooseFreePort } from '../../scripts/embedded/ports.ts';
import { startWebProcess, type WebProcess } from '../../scripts/embedded/web.ts';
import { readRunning } from './support/running.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const TOKEN = randomBytes(16).toString('hex');
const host = '127.0.0.1';
let web: WebProcess;
let address: string;

// A second dashboard on the same servers, with a token: it asks for it on loopback, too.
test.beforeAll(async () => {
  const port = await chooseFreePort(undefined);
  const { databaseUrl, redisUrl } = readRunning();
  const environment = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DASHBOARD_TOKEN: TOKEN,
  };
  web = startWebProcess({ projectDir, host, port, environment, development: false });
  address = `http://${host}:${port}`;
  expect(await web.ready).toBe(true);
});
test.afterAll(() => web.stop());

async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Dashboard token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
}

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

test('the form tells a browser under any name that it comes from here', async ({ page }) => {
  // Over plain HTTP a browser says so in Origin alone, and not at all under some referrer policies.
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
