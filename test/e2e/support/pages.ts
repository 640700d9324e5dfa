import { expect, type Locator, type Page } from '@playwright/test';
import { url } from './running.ts';

export const PAGES = ['/', '/checkpoints', '/feed', '/buffer', '/compare', '/what-if'] as const;

/** A card, a tile or another titled part of a page. */
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Opens a page and waits until it streams. Returns how often it has been loaded since: a live page never is. */
export async function openLive(page: Page, path: string): Promise<() => number> {
  await page.goto(url(path));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  let loads = 0;
  page.on('load', () => loads++);
  return () => loads;
}

/** By the page's own toggle, through its question. */
export async function switchTo(page: Page, strategy: string): Promise<void> {
  await page.getByRole('radio', { name: strategy, exact: true }).click();
  const question = page.getByRole('dialog', { name: `Switch to ${strategy}?` });
  await question.getByRole('button', { name: 'Switch' }).click();
  await expect(page.getByText(`${strategy} is in force.`).first()).toBeVisible();
}
