import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, type Page, test } from '@playwright/test';
import { A_CYCLE, openLive, region } from './support/pages.ts';

const readCycleLinks = (page: Page): Promise<string[]> =>
  page
    .getByRole('list', { name: 'Last cycles, oldest first' })
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')!));

test('a checkpoint is seen to run and to complete, and one by the button, without a reload', async ({
  page,
}) => {
  const countLoads = await openLive(page, '/');
  const cycle = region(page, 'Checkpoint cycle');
  const tile = region(page, 'Last checkpoint');
  const headline = cycle.getByText(/^Checkpoint since/);
  const pages = cycle.getByRole('progressbar', { name: 'Pages' });

  await expect(headline).toBeVisible(A_CYCLE);
  await expect(headline).toContainText('timed');
  await expect(pages).toHaveAttribute('aria-valuetext', /^[\d,]+( of [\d,]+)? pages/);
  const known = await readCycleLinks(page);
  await expect(headline).toBeHidden(A_CYCLE);
  await expect(pages).toHaveAttribute('aria-valuetext', /^idle/);
  await expect.poll(() => readCycleLinks(page)).not.toEqual(known);
  await expect(tile).toContainText('timed');

  // Asked for as the clock begins one, both are one, and count as the clock's: then once more.
  await expect(async () => {
    await page.getByRole('button', { name: 'Checkpoint now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Checkpoint', exact: true }).click();
    await expect(page.getByText('The requested checkpoint is complete.')).toBeVisible();
    await expect(tile).toContainText('requested', { timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
  await expect(cycle.getByRole('link', { name: /requested: [\d,]+ pages?/ }).last()).toBeVisible();
  expect(countLoads()).toBe(0);
});

interface CsvRow {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly skipped: string;
  readonly buffers: string;
}

/** The part of a record in a row of the list; cells are those of a wide screen. */
const describeRow = ({ startedAt, endedAt, skipped, buffers }: CsvRow): string[] => [
  startedAt.slice(11, 19),
  endedAt.slice(11, 19),
  // Nothing was written, or the worker came too late to see how much.
  skipped === 'true' || buffers === '' ? '–' : Number(buffers).toLocaleString('en-US'),
];

test('the list’s own link saves a CSV with the same checkpoints', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await openLive(page, '/checkpoints');
  const rows = page.getByRole('table', { name: /^Checkpoints/ }).locator('tbody tr:not([data-mark])');
  await expect(rows.first()).toBeVisible(A_CYCLE);
  // Again where a checkpoint ends in between.
  await expect(async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('checkpoints.csv');
    const saved = parse<CsvRow>(readFileSync(await download.path(), 'utf8'), { columns: true });
    const listed = await rows.evaluateAll((all) =>
      all.map((row) => [0, 1, 3].map((cell) => row.children[cell]!.textContent.trim())),
    );
    expect(saved.map(describeRow)).toEqual(listed);
  }).toPass();
});
