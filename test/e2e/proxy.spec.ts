import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { chooseFreePort } from '../../scripts/launch/embedded/ports.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { expectStream } from './support/expectStream.ts';
import { logIn } from './support/logIn.ts';
import { type Dashboard, startDashboard } from './support/startDashboard.ts';

const TOKEN = randomBytes(16).toString('hex');
const FORWARD = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for';
const PROXIES = [
  ['with Host passed on', [FORWARD, 'proxy_set_header Host $http_host']],
  ['without Host passed on', [FORWARD]],
] as const;

for (const [way, directives] of PROXIES) {
  test.describe(`behind nginx, ${way}`, () => {
    let nginx: Nginx;
    let web: Dashboard;
    let address: string;

    test.beforeAll(async () => {
      const port = await chooseFreePort(undefined);
      nginx = await startNginx(port, directives);
      // Another name than nginx asks by.
      address = `http://localhost:${nginx.port}`;
      web = await startDashboard(port, {
        DASHBOARD_TOKEN: TOKEN,
        PUBLIC_URL: address,
        TRUSTED_PROXY: '127.0.0.1',
      });
    });
    test.afterAll(async () => {
      await web.stop();
      await nginx.stop();
    });

    test('a browser logs in, follows the stream, opens a page and logs out', async ({ page }) => {
      await page.goto(`${address}/`);
      await expect(page).toHaveURL(`${address}/login`);
      await logIn(page, TOKEN);
      await expect(page).toHaveURL(`${address}/`);
      await expectStream(page);
      await page.getByRole('link', { name: 'Checkpoints', exact: true }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Checkpoints' })).toBeVisible();
      await page.getByRole('button', { name: 'Log out' }).click();
      await expect(page).toHaveURL(`${address}/login`);
    });
  });
}
