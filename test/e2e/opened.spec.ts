import { expect, type Page, test } from '@playwright/test';
import { bufferPoison } from './support/bufferPoison.ts';
import { judge } from './support/judge.ts';
import { openWithData, type PagePath, region } from './support/pages.ts';
import { ensureStrategy } from './support/running.ts';

interface Opened {
  readonly what: string;
  readonly path: PagePath;
  /** Opens it on a page that shows its data, and waits until it is filled. */
  readonly open: (page: Page) => Promise<void>;
}

/** Parts that a page shows only where somebody asks for them. */
const OPENED: readonly Opened[] = [
  {
    what: 'the question before settings change',
    path: '/',
    open: async (page) => {
      await page.getByRole('radio', { name: 'calm', exact: true }).click();
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeVisible();
    },
  },
  {
    what: 'the diagnostics',
    path: '/',
    open: async (page) => {
      await page.getByRole('button', { name: 'Diagnostics' }).click();
      const dialog = page.getByRole('dialog', { name: 'Diagnostics' });
      await expect(dialog.getByRole('button', { name: 'Copy diagnostics' })).toBeVisible();
    },
  },
  {
    what: 'a hint',
    path: '/',
    open: async (page) => {
      await page.getByRole('button', { name: 'About Buffered rows' }).click();
      const hint = page.getByRole('dialog', { name: 'About Buffered rows' });
      await expect(hint).toContainText('Rows whose updates wait');
    },
  },
  {
    what: 'a chart as a table',
    path: '/',
    open: async (page) => {
      const chart = region(page, 'Checkpoints: pages and write time');
      await chart.getByRole('button', { name: 'Show as table' }).click();
      const table = region(page, 'Checkpoints: pages and write time as a table');
      await expect(table.getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    what: 'the details of a token',
    path: '/feed',
    open: async (page) => {
      await page.getByRole('gridcell').first().click();
      const panel = page.getByRole('dialog');
      await expect(panel.getByRole('region', { name: 'Market', exact: true })).toContainText('in database');
    },
  },
  {
    what: 'the details of a checkpoint',
    path: '/checkpoints',
    open: async (page) => {
      await page.locator('tbody [data-row-link]').first().click();
      await expect(
        page.getByRole('dialog').getByRole('region', { name: 'Why it took this long' }),
      ).toBeVisible();
    },
  },
];

/** On a page that shows its data. */
const judgeOpened = ({ what, path, open }: Opened): void =>
  judge(what, async (page) => {
    await openWithData(page, path);
    await open(page);
  });

test.describe('under direct', () => {
  test.beforeAll(() => ensureStrategy('direct'));
  for (const opened of OPENED) judgeOpened(opened);
});

test.describe('with rows that wait and a dead letter', () => {
  /** Until the next sync, and its answer. */
  const SOON = { timeout: 60_000 };

  test.beforeAll(async () => {
    await ensureStrategy('hybrid');
    await bufferPoison();
  });
  test.afterAll(() => ensureStrategy('direct'));

  const openLists = async (page: Page): Promise<void> => {
    await expect(page.getByRole('list', { name: 'Dead letters, oldest first' })).toBeVisible(SOON);
    await expect(page.getByRole('table', { name: 'Waiting entries' }).getByRole('row').nth(1)).toBeVisible(
      SOON,
    );
  };

  judgeOpened({ what: 'the lists of the buffer', path: '/buffer', open: openLists });
  judgeOpened({
    what: 'the question before a discard',
    path: '/buffer',
    open: async (page) => {
      await openLists(page);
      await page
        .getByRole('button', { name: /^Discard dead letter/ })
        .first()
        .click();
      await expect(page.getByRole('alertdialog', { name: 'Discard 1 dead letter for good?' })).toBeVisible();
    },
  });

  test('a dead letter is discarded for good', async ({ page }) => {
    await openWithData(page, '/buffer');
    await openLists(page);
    await page
      .getByRole('button', { name: /^Discard dead letter/ })
      .first()
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard for good' }).click();
    await expect(page.getByRole('alertdialog', { name: 'Done' })).toContainText('done');
    await page.keyboard.press('Escape');
    await expect(
      page.getByText('No dead letters: PostgreSQL refused nothing.', { exact: false }),
    ).toBeVisible();
  });
});
