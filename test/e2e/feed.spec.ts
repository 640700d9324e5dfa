import { expect, type Locator, type Page, test } from '@playwright/test';
import { toPlainText } from '../../app/_components/decimals.ts';
import { openLive } from './support/pages.ts';
import { ensureStrategy, query } from './support/running.ts';

/** Several launches and syncs. */
const SOON = { timeout: 60_000 };

test.afterEach(() => ensureStrategy('direct'));

const tokenRows = (page: Page): Locator => page.getByRole('row').filter({ has: page.getByRole('gridcell') });
const readMint = (row: Locator): Promise<string> => row.locator('[title]').first().innerText();
const readTopMint = (page: Page) => (): Promise<string> => readMint(tokenRows(page).first());

/** How many tokens PostgreSQL has that are newer than this one. */
async function countNewer(mint: string): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from token_discovery
     where created_at > (select created_at from token_discovery where mint = $1)`,
    [mint],
  );
  return row!.count;
}

test('new tokens come in by themselves; paused, the list stands still; resumed, it catches up', async ({
  page,
}) => {
  const countLoads = await openLive(page, '/feed');
  const first = await readTopMint(page)();
  await expect.poll(readTopMint(page), SOON).not.toBe(first);

  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible();
  const held = await readTopMint(page)();
  await expect.poll(() => countNewer(held), SOON).toBeGreaterThan(2);
  expect(await readTopMint(page)()).toBe(held);

  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await expect.poll(readTopMint(page)).not.toBe(held);
  await expect.poll(async () => countNewer(await readTopMint(page)())).toBeLessThan(2);
  expect(countLoads()).toBe(0);
});

/** The price of a row with all its digits, as screen readers hear it. */
async function readPrice(row: Locator): Promise<string> {
  const text = await row.getByRole('gridcell').nth(2).locator('.sr-only').innerText();
  return toPlainText(text.replace(' USD', ''));
}

async function readRow(mint: string): Promise<{ price: string; known: readonly string[] }> {
  const [row] = await query<{ price: string; known: string[] }>(
    `select price_usd::text as price,
            array(select price_usd::text from token_price p where p.token_id = t.id) as known
     from token_discovery t where mint = $1`,
    [mint],
  );
  return { price: toPlainText(row!.price), known: row!.known.map(toPlainText) };
}

test('a buffered value is shown, marked, before PostgreSQL has it; after the drain both agree', async ({
  page,
}) => {
  await ensureStrategy('hybrid');
  // Tracked for as long as fewer than 50 newer ones come, and polled each 5 s.
  const [newest] = await query<{ mint: string }>(
    'select mint from token_discovery where price_usd is not null order by created_at desc limit 1',
  );
  const { mint } = newest!;
  const countLoads = await openLive(page, `/feed?q=${mint}`);
  const row = tokenRows(page).first();
  await expect(row).toContainText(mint);
  await expect(async () => {
    await expect(row).toContainText(/buffered \d+ s ago/);
    const shown = await readPrice(row);
    // The sync writes every price that it writes to the row into token_price, too.
    const { price, known } = await readRow(mint);
    expect(price).not.toBe(shown);
    expect(known).not.toContain(shown);
  }).toPass(SOON);

  await ensureStrategy('direct');
  await expect(row).toContainText('in database');
  await expect(async () => expect((await readRow(mint)).price).toBe(await readPrice(row))).toPass();
  expect(countLoads()).toBe(0);
});
