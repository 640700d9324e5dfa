import type { Page } from '@playwright/test';

/** On the login page; does not wait for what comes of it. */
export async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Dashboard token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
}
