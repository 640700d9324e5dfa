import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { findColorViolations, findViolations } from './support/findViolations.ts';
import { readOverflow, region, waitUntilLive } from './support/pages.ts';
import { url } from './support/running.ts';

/** Each upload starts a thread of its own. */
const A_WHILE = { timeout: 60_000 };
const PHONE = { width: 390, height: 844 };

const at = (ms: number): string => `${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')} UTC`;

/** Checkpoints every `minutes`, for `cause`. */
function writeLog(own: {
  readonly day: string;
  readonly minutes: number;
  readonly cause: string;
  readonly seconds: number;
}): string {
  const { day, minutes, cause, seconds } = own;
  return Array.from({ length: 12 }, (_, i) => {
    const start = Date.parse(`${day}T00:00:00Z`) + i * minutes * 60_000;
    const written = 4_000 + 37 * i;
    return [
      `${at(start)} [71] LOG:  checkpoint starting: ${cause}`,
      `${at(start + seconds * 1_000 + 110)} [71] LOG:  checkpoint complete: wrote ${written} buffers (24.9%), wrote 2 SLRU buffers; 0 WAL file(s) added, 0 removed, 2 recycled; write=${seconds.toFixed(3)} s, sync=0.054 s, total=${(seconds + 0.11).toFixed(3)} s; sync files=41, longest=0.012 s, average=0.002 s; distance=${minutes * 8_192} kB, estimate=90000 kB; lsn=${minutes}/${(0x2000000 + i * 0x100000).toString(16).toUpperCase()}, redo lsn=${minutes}/1F0${i}`,
      '',
    ].join('\n');
  }).join('');
}

const BEFORE = writeLog({ day: '2026-10-01', minutes: 5, cause: 'wal', seconds: 111.2 });
const AFTER = writeLog({ day: '2026-10-02', minutes: 30, cause: 'time', seconds: 400.1 });

/** As a file manager does it. */
async function drop(page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      for (const [name, base64] of given) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name));
      }
      return data;
    },
    Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')] as const),
  );
  await page.dispatchEvent('[data-drop-zone]', 'drop', { dataTransfer: transfer });
}

test('two logs that are dropped are side by side, and an import can be deleted', async ({ page }) => {
  test.slow();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(url('/logs'));
  await expect(region(page, 'Imported logs')).toBeVisible();
  await drop(page, { 'before.log': Buffer.from(BEFORE), 'after.log.gz': gzipSync(AFTER) });

  const beside = region(page, 'Side by side');
  await expect(beside.getByRole('row', { name: /Checkpoints an hour/ })).toBeVisible(A_WHILE);
  await expect(beside.getByRole('columnheader')).toHaveText(['before.log', 'after.log.gz', 'Change']);
  await expect(beside.getByRole('row', { name: /Forced by WAL/ })).toContainText('100 %');
  await expect(region(page, 'before.log')).toContainText('12 of 12 checkpoint lines');
  await expect(region(page, 'before.log')).toContainText('imported');
  for (const name of ['before.log', 'after.log.gz']) {
    const chart = region(page, `${name}: pages and write time`);
    await expect(chart.locator('svg.recharts-surface')).toBeVisible();
  }
  const first = page.getByRole('table', { name: /^Checkpoints/ }).first();
  await expect(first.locator('tbody tr')).toHaveCount(12);
  expect(await findViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await findColorViolations(page)).toEqual([]);

  await first.locator('[data-row-link]').first().click();
  const panel = page.getByRole('dialog');
  await expect(panel).toContainText('Imported checkpoint');
  await expect(panel).toContainText('all figures are from the log');
  await page.keyboard.press('Escape');
  await page.setViewportSize(PHONE);
  await expect.poll(() => readOverflow(page)).toBeLessThanOrEqual(0);

  for (const name of ['before.log', 'after.log.gz']) {
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('button', { name: `Delete ${name}` })).toBeHidden();
  }
  expect(complaints).toEqual([]);
});

test('a file that is no log is refused in a sentence, by the keyboard', async ({ page }) => {
  await page.goto(url('/logs'));
  await waitUntilLive(page);
  const choose = page.getByLabel('Choose log files');
  await choose.focus();
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (
    await chooser
  ).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello\n') });
  await expect(page.getByRole('alert').filter({ hasText: 'notes.txt' })).toContainText(
    'has no checkpoint line among its 1 lines',
    A_WHILE,
  );
  await expect(region(page, 'Imported logs')).not.toContainText('notes.txt');
});

test('the upload has the rules of every other change', async ({ request }) => {
  const post = async (headers: Record<string, string>) =>
    request.post(url('/api/logs?name=a.log'), { data: BEFORE, headers });
  const foreign = await post({ origin: 'http://elsewhere.example' });
  expect([foreign.status(), await foreign.json()]).toEqual([
    403,
    { error: 'The request came from a page of another origin: nothing was imported' },
  ]);
  expect((await post({ host: 'elsewhere.example' })).status()).toBe(403);
  expect((await request.get(url('/api/logs'))).status()).toBe(405);
});
