import { expect, type Page, test } from '@playwright/test';
import { openLive } from './support/pages.ts';
import { url } from './support/running.ts';

const COOKIE = 'breakwater-theme';
/** The values of --page in each scheme. */
const LIGHT = 'rgb(244, 246, 248)';
const DARK = 'rgb(13, 18, 23)';

async function expectTheme(page: Page, theme: string, background: string): Promise<void> {
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', theme);
  await expect(root).toHaveCSS('background-color', background);
}

test('the switch sets the theme, whatever the system has, and a reload keeps it', async ({
  page,
  context,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await openLive(page, '/');
  const themes = page.getByLabel('Theme', { exact: true });
  const choice = (name: string) => themes.getByRole('radio', { name, exact: true });
  await expectTheme(page, 'system', LIGHT);
  await expect(choice('System theme')).toBeChecked();

  await choice('Dark').click();
  await expectTheme(page, 'dark', DARK);
  await page.reload();
  await expectTheme(page, 'dark', DARK);
  await expect(choice('Dark')).toBeChecked();
  const cookies = await context.cookies();
  expect(cookies.find(({ name }) => name === COOKIE)?.value).toBe('dark');

  await page.emulateMedia({ colorScheme: 'dark' });
  await choice('Light').click();
  await expectTheme(page, 'light', LIGHT);
  await page.goto(url('/what-if'));
  await expectTheme(page, 'light', LIGHT);

  await choice('System theme').click();
  await expectTheme(page, 'system', DARK);
  await page.emulateMedia({ colorScheme: 'light' });
  await expectTheme(page, 'system', LIGHT);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  for (const [value, theme, background] of [
    ['dark', 'dark', DARK],
    ['light', 'light', LIGHT],
    ['"><script>', 'system', LIGHT],
  ] as const) {
    test(`the server follows the cookie ${value}`, async ({ page, context }) => {
      await page.emulateMedia({ colorScheme: theme === 'light' ? 'dark' : 'light' });
      await context.addCookies([{ name: COOKIE, value, url: url('/') }]);
      await page.goto(url('/'));
      await expectTheme(page, theme, background);
    });
  }
});
